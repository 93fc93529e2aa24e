import SwiftletBytes

extension ELFSection {
    /// Reads the header at `index` of `headers`.
    ///
    /// - Throws: `ELFError.truncated`.
    init(parsing headers: ELFTable, at index: Int, name: String) throws(ELFError) {
        self.init(
            index: index, name: name,
            type: ELFSectionType(rawValue: try headers.load(UInt32.self, at: 4, of: index)),
            flags: ELFSectionFlags(rawValue: try headers.load(UInt64.self, at: 8, of: index)),
            address: try headers.load(UInt64.self, at: 16, of: index),
            offset: try headers.load(UInt64.self, at: 24, of: index),
            size: try headers.load(UInt64.self, at: 32, of: index),
            link: try headers.load(UInt32.self, at: 40, of: index),
            info: try headers.load(UInt32.self, at: 44, of: index),
            alignment: try headers.load(UInt64.self, at: 48, of: index),
            entrySize: try headers.load(UInt64.self, at: 56, of: index),
            headerOffset: headers.offset + index * headers.entrySize)
    }

    /// The section's bytes in the file; empty for types that have no bytes there.
    ///
    /// - Throws: `ELFError.sectionContents` if `bytes` does not hold all of them.
    func contents(of bytes: ByteView) throws(ELFError) -> ByteView {
        let isInFile = type != .null && type != .noBits
        do throws(BytesError) {
            // Clamping keeps an offset past Int.max out of bounds.
            return try bytes.slice(
                at: isInFile ? Int(clamping: offset) : 0, count: isInFile ? Int(clamping: size) : 0)
        } catch {
            throw .sectionContents(
                section: index, offset: offset, size: size, available: bytes.count)
        }
    }
}

import SwiftletBytes

/// Entries of one size, one after the other, somewhere in the file.
struct ELFTable {
    /// The whole file.
    let bytes: ByteView
    /// Where the first entry begins.
    let offset: Int
    /// How many entries there are, all of them in the file.
    let count: Int
    /// In bytes.
    let entrySize: Int
    let order: ByteOrder

    /// The integer at `field` bytes in entry `entry`.
    ///
    /// - Throws: `ELFError.truncated` if it is not wholly in the file.
    func load<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, at field: Int, of entry: Int = 0
    ) throws(ELFError) -> T {
        let place = offset + entry * entrySize + field
        do throws(BytesError) {
            return try bytes.load(type, at: place, order)
        } catch {
            throw .truncated(
                offset: place, expected: MemoryLayout<T>.size, available: bytes.count)
        }
    }
}

extension ELFTable {
    /// The table that is the contents of `section`.
    ///
    /// - Throws: `ELFError.sectionContents`, `.sectionField` if its entries are said to have another
    ///   size, `.sectionSize` if the last one is cut off.
    init(
        _ section: ELFSection, of bytes: ByteView, entrySize: Int, _ order: ByteOrder
    ) throws(ELFError) {
        let contents = try section.contents(of: bytes)
        guard section.entrySize == UInt64(entrySize) else {
            throw .sectionField(
                section: section.index, "sh_entsize", offset: section.headerOffset + 56,
                found: section.entrySize, expected: UInt64(entrySize))
        }
        guard contents.count.isMultiple(of: entrySize) else {
            throw .sectionSize(
                section: section.index, found: contents.count, entrySize: entrySize)
        }
        self.init(
            bytes: bytes, offset: contents.isEmpty ? 0 : Int(section.offset),
            count: contents.count / entrySize, entrySize: entrySize, order: order)
    }
}

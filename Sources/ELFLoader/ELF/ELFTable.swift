import SwiftletBytes

/// Consecutive entries of equal size in a file.
struct ELFTable {
    /// The complete file, or the part of it that `offset` counts from.
    let bytes: ByteView
    /// The offset of the first entry, in bytes.
    let offset: Int
    /// The number of entries.
    let count: Int
    /// The size of an entry, in bytes.
    let entrySize: Int
    let order: ByteOrder
    /// The section whose contents `bytes` are; nil if they are the complete file.
    var section: Int?

    /// The integer at byte offset `field` of entry `entry`.
    ///
    /// - Throws: `ELFError.truncated` if part of it is outside the file, or `.sectionTruncated` if it is
    ///   outside the section.
    func load<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, at field: Int, of entry: Int = 0
    ) throws(ELFError) -> T {
        let place = offset + entry * entrySize + field
        let span = bytes.span
        let size = MemoryLayout<T>.size
        guard place >= 0, place <= span.byteCount, size <= span.byteCount - place else {
            throw cutOff(at: place, expected: size)
        }
        // SAFETY: the guard above established that `size` bytes at `place` are in the span.
        let raw = unsafe span.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: T.self)
        return order == .little ? T(littleEndian: raw) : T(bigEndian: raw)
    }

    /// The error for `expected` bytes that are needed at `place`.
    func cutOff(at place: Int, expected: Int) -> ELFError {
        if let section {
            .sectionTruncated(
                section: section, offset: place, expected: expected, available: bytes.count)
        } else {
            .truncated(offset: place, expected: expected, available: bytes.count)
        }
    }
}

extension ELFTable {
    /// The table in the contents of `section`.
    ///
    /// - Throws: `ELFError.sectionContents`, `.sectionField` if the header gives another entry size,
    ///   `.sectionSize` if the last entry is cut off.
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

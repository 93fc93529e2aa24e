import SwiftletBytes

/// The contents of a string table: NUL-terminated strings, identified by offset.
struct ELFStringTable {
    /// The section's index.
    let section: Int
    let contents: ByteView

    /// The strings of `section`.
    ///
    /// - Throws: `ELFError.sectionField` if `section` is not a string table, `.sectionContents`.
    init(_ section: ELFSection, of bytes: ByteView) throws(ELFError) {
        guard section.type == .stringTable else {
            throw .sectionField(
                section: section.index, "sh_type", offset: section.headerOffset + 4,
                found: UInt64(section.type.rawValue),
                expected: UInt64(ELFSectionType.stringTable.rawValue))
        }
        self.section = section.index
        contents = try section.contents(of: bytes)
    }
}

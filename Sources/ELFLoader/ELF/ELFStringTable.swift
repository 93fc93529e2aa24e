import SwiftletBytes

/// The contents of a section of NUL-terminated strings, which others name by their offset.
struct ELFStringTable {
    /// The section's index.
    let section: Int
    let contents: ByteView

    /// The strings of `section`.
    ///
    /// - Throws: `ELFError.sectionField` if it is no string table, `.sectionContents`.
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

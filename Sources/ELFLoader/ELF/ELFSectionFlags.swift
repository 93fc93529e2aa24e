/// The attributes of a section (`sh_flags`). Bits without a name here are kept.
package struct ELFSectionFlags: OptionSet, Hashable, Sendable {
    package var rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// SHF_WRITE
    package static let writable = ELFSectionFlags(rawValue: 0x1)
    /// SHF_ALLOC: occupies memory while the program runs.
    package static let allocated = ELFSectionFlags(rawValue: 0x2)
    /// SHF_EXECINSTR
    package static let executable = ELFSectionFlags(rawValue: 0x4)
    /// SHF_STRINGS: NUL-terminated strings.
    package static let strings = ELFSectionFlags(rawValue: 0x20)
    /// SHF_COMPRESSED: the contents begin with a compression header; they are returned unchanged.
    package static let compressed = ELFSectionFlags(rawValue: 0x800)
}

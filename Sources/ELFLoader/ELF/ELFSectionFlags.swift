/// What a section is for (`sh_flags`); bits without a name here are kept.
public struct ELFSectionFlags: OptionSet, Hashable, Sendable {
    public var rawValue: UInt64

    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// SHF_WRITE
    public static let writable = ELFSectionFlags(rawValue: 0x1)
    /// SHF_ALLOC: in memory while the program runs.
    public static let allocated = ELFSectionFlags(rawValue: 0x2)
    /// SHF_EXECINSTR
    public static let executable = ELFSectionFlags(rawValue: 0x4)
    /// SHF_MERGE: equal entries may be merged.
    public static let mergeable = ELFSectionFlags(rawValue: 0x10)
    /// SHF_STRINGS: NUL-terminated strings.
    public static let strings = ELFSectionFlags(rawValue: 0x20)
    /// SHF_INFO_LINK: `info` is a section's index.
    public static let infoIsSection = ELFSectionFlags(rawValue: 0x40)
    /// SHF_COMPRESSED: the contents begin with a compression header; they are handed out as they are.
    public static let compressed = ELFSectionFlags(rawValue: 0x800)
}

/// The type of a section's contents (`sh_type`).
package struct ELFSectionType: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// SHT_NULL: not a section; the other header fields have no meaning.
    package static let null = ELFSectionType(rawValue: 0)
    /// SHT_PROGBITS: code or data.
    package static let programBits = ELFSectionType(rawValue: 1)
    /// SHT_SYMTAB
    package static let symbolTable = ELFSectionType(rawValue: 2)
    /// SHT_STRTAB
    package static let stringTable = ELFSectionType(rawValue: 3)
    /// SHT_RELA
    package static let relocationsWithAddends = ELFSectionType(rawValue: 4)
    /// SHT_DYNAMIC: information for the dynamic loader.
    package static let dynamic = ELFSectionType(rawValue: 6)
    /// SHT_NOTE
    package static let note = ELFSectionType(rawValue: 7)
    /// SHT_NOBITS: zeroes in memory, nothing in the file.
    package static let noBits = ELFSectionType(rawValue: 8)
    /// SHT_REL: the patched locations hold the addends.
    package static let relocations = ELFSectionType(rawValue: 9)
    /// SHT_DYNSYM
    package static let dynamicSymbolTable = ELFSectionType(rawValue: 11)
    /// SHT_SYMTAB_SHNDX: section indices that do not fit a symbol's 16 bits.
    package static let extendedSectionIndices = ELFSectionType(rawValue: 18)
    /// SHT_GNU_verdef: the versions of symbols that the file defines.
    package static let versionDefinitions = ELFSectionType(rawValue: 0x6fff_fffd)
    /// SHT_GNU_verneed: the versions of symbols that the file requires from others.
    package static let versionRequirements = ELFSectionType(rawValue: 0x6fff_fffe)
    /// SHT_GNU_versym: the version of each dynamic symbol.
    package static let symbolVersions = ELFSectionType(rawValue: 0x6fff_ffff)
}

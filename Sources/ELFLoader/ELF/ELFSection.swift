/// One section header.
///
///     byte  0         4         8          16         24         32         40
///           ┌─────────┬─────────┬──────────┬──────────┬──────────┬──────────┐
///           │ sh_name │ sh_type │ sh_flags │ sh_addr  │sh_offset │ sh_size  │
///           └─────────┴─────────┴──────────┴──────────┴──────────┴──────────┘
///     byte  40        44        48             56           64
///           ┌─────────┬─────────┬──────────────┬────────────┐
///           │ sh_link │ sh_info │ sh_addralign │ sh_entsize │
///           └─────────┴─────────┴──────────────┴────────────┘
///
/// Source: gABI, "Section Header"; `Elf64_Shdr` in linux/elf.h.
package struct ELFSection: Sendable, Equatable {
    /// The header's place in the table, and the section's in `ELFFile.sections`.
    package let index: Int
    /// The name; empty if the file has no table of section names.
    package let name: String
    package let type: ELFSectionType
    package let flags: ELFSectionFlags
    /// Where the section stands in a running program; 0 in object files.
    package let address: UInt64
    /// Where the contents begin in the file, in bytes. (Checked, unless the type is `noBits` or
    /// `null`, which have no contents in the file.)
    package let offset: UInt64
    /// How many bytes the section has, in the file or (`noBits`) in memory.
    package let size: UInt64
    /// The index of another section, as the type has it: the names of a symbol table, the symbol
    /// table of relocations. Not checked in sections of other types.
    package let link: UInt32
    /// More, as the type has it: the section that relocations are for, the first symbol that is
    /// not local. Not checked.
    package let info: UInt32
    /// What the address is a multiple of, in bytes; 0 and 1 ask for nothing.
    package let alignment: UInt64
    /// The size of an entry, in bytes, in sections that are tables.
    package let entrySize: UInt64

    /// Where the header itself begins in the file, for errors.
    let headerOffset: Int

    /// The size of a section header in the file, in bytes.
    static var headerSize: Int { 64 }

    /// Whether the section holds relocations, with addends or without.
    var hasRelocations: Bool { type == .relocations || type == .relocationsWithAddends }
}

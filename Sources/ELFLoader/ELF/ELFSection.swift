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
    /// The index of the header in the table, and of the section in `ELFFile.sections`.
    package let index: Int
    /// The name; empty if the file has no table of section names.
    package let name: String
    package let type: ELFSectionType
    package let flags: ELFSectionFlags
    /// The address of the section in a running program; 0 in object files.
    package let address: UInt64
    /// The offset of the contents in the file, in bytes. It is checked, unless the type is `noBits` or
    /// `null`, which have no contents in the file.
    package let offset: UInt64
    /// The size of the section in bytes, in the file or (`noBits`) in memory.
    package let size: UInt64
    /// The index of a related section, depending on the type: the string table of a symbol table, or
    /// the symbol table of a relocation section. Not checked in sections of other types.
    package let link: UInt32
    /// Further information, depending on the type: the section that relocations apply to, or the first
    /// symbol that is not local. Not checked.
    package let info: UInt32
    /// The required alignment of the address, in bytes; 0 and 1 mean no constraint.
    package let alignment: UInt64
    /// The size of an entry, in bytes, if the section is a table.
    package let entrySize: UInt64

    /// The offset of the header in the file, for errors.
    let headerOffset: Int

    /// The size of a section header in the file, in bytes.
    static var headerSize: Int { 64 }

    /// Whether the section holds relocations, with addends or without.
    var hasRelocations: Bool { type == .relocations || type == .relocationsWithAddends }
}

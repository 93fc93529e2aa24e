/// One entry of a symbol table.
///
///     byte  0         4         5          6          8          16         24
///           ┌─────────┬─────────┬──────────┬──────────┬──────────┬──────────┐
///           │ st_name │ st_info │ st_other │ st_shndx │ st_value │ st_size  │
///           └─────────┴─────────┴──────────┴──────────┴──────────┴──────────┘
///                      bind│type    visibility
///                      4   4        2
///
/// Source: gABI, "Symbol Table"; `Elf64_Sym` in linux/elf.h.
package struct ELFSymbol: Sendable, Equatable {
    /// The entry's place in its table, and what relocations call it by.
    package let index: Int
    /// The name as it stands in the file: empty for the symbols of sections.
    package let name: String
    /// In object files, the offset in the symbol's section; elsewhere an address.
    package let value: UInt64
    /// In bytes; 0 if unknown.
    package let size: UInt64
    package let binding: ELFSymbolBinding
    package let type: ELFSymbolType
    package let visibility: ELFSymbolVisibility
    /// `st_shndx` as it stands in the file; see `ReservedSection`.
    package let sectionIndex: UInt16
    /// The section that the symbol is in, an index in `ELFFile.sections` that was checked; nil if it
    /// is undefined, absolute, common or otherwise in none.
    package let section: Int?

    /// The size of an entry in the file, in bytes.
    static var entrySize: Int { 24 }
}

extension ELFSymbol {
    /// Values of `sectionIndex` that are not the index of a section.
    package enum ReservedSection {
        /// SHN_UNDEF: defined elsewhere.
        package static var undefined: UInt16 { 0 }
        /// SHN_LORESERVE: where the reserved values begin.
        package static var first: UInt16 { 0xff00 }
        /// SHN_ABS: `value` is in no section.
        package static var absolute: UInt16 { 0xfff1 }
        /// SHN_COMMON: to be allotted by a linker.
        package static var common: UInt16 { 0xfff2 }
        /// SHN_XINDEX: the index is too large for 16 bits; `ELFSymbol.section` has it.
        package static var extended: UInt16 { 0xffff }
    }
}

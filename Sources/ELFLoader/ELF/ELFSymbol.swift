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
    /// The index of the entry in its table; relocations refer to the symbol by this index.
    package let index: Int
    /// The name as stored in the file; empty for section symbols.
    package let name: String
    /// An offset in the symbol's section in object files; otherwise an address.
    package let value: UInt64
    /// The size in bytes; 0 if unknown.
    package let size: UInt64
    package let binding: ELFSymbolBinding
    package let type: ELFSymbolType
    package let visibility: ELFSymbolVisibility
    /// `st_shndx` as stored in the file; see `ReservedSection`.
    package let sectionIndex: UInt16
    /// The index of the symbol's section in `ELFFile.sections`, checked; nil if the symbol is
    /// undefined, absolute, common or otherwise in no section.
    package let section: Int?

    /// The size of an entry in the file, in bytes.
    static var entrySize: Int { 24 }
}

extension ELFSymbol {
    /// Values of `sectionIndex` that are not section indices.
    package enum ReservedSection {
        /// SHN_UNDEF: defined elsewhere.
        package static var undefined: UInt16 { 0 }
        /// SHN_LORESERVE: the first reserved value.
        package static var first: UInt16 { 0xff00 }
        /// SHN_ABS: `value` is in no section.
        package static var absolute: UInt16 { 0xfff1 }
        /// SHN_COMMON: allocated by a linker.
        package static var common: UInt16 { 0xfff2 }
        /// SHN_XINDEX: the index is too large for 16 bits; `ELFSymbol.section` holds it.
        package static var extended: UInt16 { 0xffff }
    }
}

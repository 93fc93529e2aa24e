/// A location in a section that depends on a symbol.
///
///     byte  0          8        12       16         24
///           ┌──────────┬────────┬────────┬──────────┐     r_info = symbol << 32 | type, so that
///           │ r_offset │  type  │ symbol │ r_addend │     the halves are swapped
///           └──────────┴────────┴────────┴──────────┘     in a big-endian file
///           └────────── REL ────────────┘
///           └───────────────── RELA ────────────────┘
///
/// Source: gABI, "Relocation"; `Elf64_Rel` and `Elf64_Rela` in linux/elf.h.
package struct ELFRelocation: Sendable, Equatable {
    /// The offset in the relocated section, in bytes, in object files; otherwise an address. Not
    /// checked.
    package let offset: UInt64
    /// The index in the symbol table that the relocation section links to; checked to be in range.
    package let symbolIndex: Int
    /// The machine-specific relocation type (`R_BPF_64_64`, …).
    package let type: UInt32
    /// The addend of a RELA entry; nil for REL, where the patched location holds the addend.
    package let addend: Int64?

    /// The size of a REL entry in the file, in bytes.
    static var entrySize: Int { 16 }
    /// The size of a RELA entry in the file, in bytes.
    static var entrySizeWithAddend: Int { 24 }
}

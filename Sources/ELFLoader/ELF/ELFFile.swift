// ELF: from bytes to sections, symbols and relocations.
//
//     0x00  ┌───────────────────┐
//           │ file header, 64 B │──┐ e_shoff, e_shnum, e_shstrndx
//           ├───────────────────┤  │
//           │ section contents  │◀─┼─┐ sh_offset, sh_size
//           │ .text  .maps      │  │ │
//           │ .symtab .strtab … │  │ │
//           ├───────────────────┤  │ │
//           │ section headers,  │◀─┘ │      .rel.text ──sh_info──▶ the section it patches
//           │ 64 B each         │────┘         │
//           └───────────────────┘           sh_link
//                                              ▼
//                                           .symtab ──sh_link──▶ .strtab (the names)
//
// A compiled BPF object is a relocatable ELF file (ET_REL, EM_BPF): programs, maps and variables are
// sections, symbols give their names and bounds, and every use of a map, a variable or a function is a
// relocation. This folder reports what the file contains and does not interpret it. It also reads host
// programs and libraries.
//
// The parser reads ELF64 in both byte orders. For any input, it either succeeds or throws: every
// section is inside the file, the section sizes add up to no more than the file, and the total length
// of names is limited. Time and memory therefore stay within a small multiple of the file size.
//
// Authority: System V gABI, chapters 4 ("Object Files") and 5; include/uapi/linux/elf.h.
// From: Bytes/ (`ByteView`). Next: Object/, which builds maps, programs and variables from it.

package import SwiftletBytes

/// The section headers and symbols of an ELF file, checked against the file's size.
package struct ELFFile: Sendable {
    /// The complete file.
    package let bytes: ByteView
    /// The byte order of every integer in the file (`EI_DATA`).
    package let order: ByteOrder
    /// The file type (`e_type`).
    package let type: ELFFileType
    /// The target machine (`e_machine`).
    package let machine: ELFMachine
    /// Machine-specific flags (`e_flags`).
    package let flags: UInt32
    /// The sections in header order, so that a section's position is its index; the first is the null
    /// section. Empty if the file has no section headers.
    package let sections: [ELFSection]
    /// `.symtab` in table order, with the null symbol first; empty if the file has no `.symtab`.
    package let symbols: [ELFSymbol]
    /// `.dynsym` in table order, with the null symbol first; empty if the file has no `.dynsym`.
    package let dynamicSymbols: [ELFSymbol]

    /// For each section index, the index of the first section with relocations for it, or 0.
    let relocationSections: [Int]
}

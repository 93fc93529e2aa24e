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
// sections, their names and bounds are symbols, and every use of a map, a variable or a function is
// a relocation. This folder says what the file holds and nothing of what it means; it reads host
// programs and libraries as well.
//
// Only ELF64 is read, in both byte orders. Whatever the bytes are, parsing either succeeds or throws:
// every section lies in the file, sections do not overlap by more than the file could hold, and all
// names together are bounded, so that time and memory stay within a small multiple of the file.
//
// Authority: System V gABI, chapters 4 ("Object Files") and 5; include/uapi/linux/elf.h.
// From: Bytes/ (`ByteView`). Next: Object/, which makes maps, programs and variables of it.

package import SwiftletBytes

/// What an ELF file holds: its section headers and its symbols, checked against the file's size.
package struct ELFFile: Sendable {
    /// The whole file.
    package let bytes: ByteView
    /// The byte order of every integer in the file (`EI_DATA`).
    package let order: ByteOrder
    /// What kind of file it is (`e_type`).
    package let type: ELFFileType
    /// What machine it is for (`e_machine`).
    package let machine: ELFMachine
    /// Flags that only the machine gives a meaning to (`e_flags`).
    package let flags: UInt32
    /// In the order of the section headers: a section's place is its index, and the first is the
    /// null section. Empty if the file has no section headers.
    package let sections: [ELFSection]
    /// `.symtab` in the table's order, the null symbol first; empty if there is none.
    package let symbols: [ELFSymbol]
    /// `.dynsym` in the table's order, the null symbol first; empty if there is none.
    package let dynamicSymbols: [ELFSymbol]

    /// By section index: the index of the first section with relocations for it, or 0.
    let relocationSections: [Int]
}

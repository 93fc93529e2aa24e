/// The source line of an instruction (`struct bpf_line_info`).
package struct BTFLineRecord: Sendable, Equatable {
    /// The offset in bytes from the start of the ELF section.
    package let instructionOffset: UInt32
    /// The offset of the file name in the strings of the object's table.
    package let fileNameOffset: UInt32
    /// The offset of the line's text in the same strings.
    package let lineOffset: UInt32
    /// The packed line and column (`line_col`).
    package let position: UInt32

    /// The line number, from 1; 0 if the compiler did not know it.
    package var line: UInt32 { position >> 10 }
    /// The column number, from 1; 0 if the compiler did not know it.
    package var column: UInt32 { position & 0x3ff }
}

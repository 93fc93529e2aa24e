/// The source line that an instruction came from (`struct bpf_line_info`).
package struct BTFLineRecord: Sendable, Equatable {
    /// Bytes from the start of the ELF section.
    package let instructionOffset: UInt32
    /// The file's name, in the strings of the object's table.
    package let fileNameOffset: UInt32
    /// The line's text, in the same strings.
    package let lineOffset: UInt32
    /// Line and column as the file packs them (`line_col`).
    package let position: UInt32

    /// Counted from 1; 0 if the compiler knew none.
    package var line: UInt32 { position >> 10 }
    /// Counted from 1; 0 if the compiler knew none.
    package var column: UInt32 { position & 0x3ff }
}

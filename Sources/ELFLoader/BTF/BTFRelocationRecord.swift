/// An instruction that depends on the layout of a type (`struct bpf_core_relo`); see CORE/.
package struct BTFRelocationRecord: Sendable, Equatable {
    /// Bytes from the start of the ELF section.
    package let instructionOffset: UInt32
    /// The type in the object's own table whose counterpart is sought.
    package let type: BTFTypeID
    /// The path from it to a field, as text in the strings of the object's table: `0:1:2`.
    package let accessStringOffset: UInt32
    /// What is wanted of it (`enum bpf_core_relo_kind`).
    package let kind: UInt32
}

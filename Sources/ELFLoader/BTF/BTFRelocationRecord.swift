/// An instruction that depends on the layout of a type (`struct bpf_core_relo`); see CORE/.
package struct BTFRelocationRecord: Sendable, Equatable {
    /// The offset in bytes from the start of the ELF section.
    package let instructionOffset: UInt32
    /// The type in the object's own table whose counterpart CO-RE looks for.
    package let type: BTFTypeID
    /// The offset of the access path in the strings of the object's table. The path leads from the type
    /// to a field: `0:1:2`.
    package let accessStringOffset: UInt32
    /// The requested property of the field or type (`enum bpf_core_relo_kind`).
    package let kind: UInt32
}

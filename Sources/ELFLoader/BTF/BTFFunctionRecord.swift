/// The start of a function (`struct bpf_func_info`).
package struct BTFFunctionRecord: Sendable, Equatable {
    /// The offset in bytes from the start of the ELF section.
    package let instructionOffset: UInt32
    /// A type of kind FUNC.
    package let type: BTFTypeID
}

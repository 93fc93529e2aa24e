/// Where a function begins (`struct bpf_func_info`).
package struct BTFFunctionRecord: Sendable, Equatable {
    /// Bytes from the start of the ELF section.
    package let instructionOffset: UInt32
    /// A type of kind function.
    package let type: BTFTypeID
}

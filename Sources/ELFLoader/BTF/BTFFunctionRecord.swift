/// Where a function begins (`struct bpf_func_info`).
public struct BTFFunctionRecord: Sendable, Equatable {
    /// Bytes from the start of the ELF section.
    public let instructionOffset: UInt32
    /// A type of kind function.
    public let type: BTFTypeID
}

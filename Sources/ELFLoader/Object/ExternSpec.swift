public import BTF

/// Something that an object uses and the kernel provides.
public struct ExternSpec: Sendable, Equatable {
    public enum Source: Sendable, Equatable {
        /// `.kconfig`: an option of the kernel's configuration.
        case configuration
        /// `.ksyms`: a variable of the kernel.
        case kernelVariable
        /// `.ksyms`: a function of the kernel (kfunc).
        case kernelFunction
        /// Declared without a section that says where it comes from.
        case unknown
    }

    public let name: String
    public let source: Source
    /// May be missing; its address is then 0.
    public let isWeak: Bool
    /// The BTF type of the variable or function, if there is one.
    public let type: BTFTypeID?
}

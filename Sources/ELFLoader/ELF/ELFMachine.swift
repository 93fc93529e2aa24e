/// What machine the file is for (`e_machine`).
public struct ELFMachine: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// EM_NONE: BPF objects of clang before 3.9 say this.
    public static let none = ELFMachine(rawValue: 0)
    /// EM_X86_64
    public static let x86_64 = ELFMachine(rawValue: 62)
    /// EM_AARCH64
    public static let aarch64 = ELFMachine(rawValue: 183)
    /// EM_BPF
    public static let bpf = ELFMachine(rawValue: 247)
}

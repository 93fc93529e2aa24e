/// The target machine of the file (`e_machine`).
package struct ELFMachine: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// EM_NONE: used in BPF objects by clang before 3.9.
    package static let none = ELFMachine(rawValue: 0)
    /// EM_X86_64
    package static let x86_64 = ELFMachine(rawValue: 62)
    /// EM_AARCH64
    package static let aarch64 = ELFMachine(rawValue: 183)
    /// EM_BPF
    package static let bpf = ELFMachine(rawValue: 247)
}

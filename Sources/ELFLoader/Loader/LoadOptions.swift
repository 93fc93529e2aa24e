public import BPFKernel
public import BTF

/// How to load an object.
public struct LoadOptions: Sendable {
    /// The kernel types that CO-RE and hooks are resolved against.
    public var target: TargetTypes
    /// Where maps are pinned that ask for it by name (LIBBPF_PIN_BY_NAME): a folder of a BPF file
    /// system, made if only its last name is missing. Nothing is ever mounted.
    public var pinFolder = "/sys/fs/bpf"
    /// Maps to use in place of those of these names: of the same type, key size and value size.
    public var maps: [String: LoadedMap] = [:]

    /// What the verifier writes down of programs that it takes (`LoadedProgram.verifierLog`); of those
    /// that it rejects it always does.
    public var verifierLog: VerifierLogLevel = []

    public init(target: TargetTypes = .runningKernel) {
        self.target = target
    }
}

/// Where the types of the target kernel come from.
public enum TargetTypes: Sendable {
    /// /sys/kernel/btf/vmlinux, read once in a process, and only if something needs it.
    case runningKernel
    /// A table of one's own: another kernel's, to plan for it.
    case table(BTFTable)
}

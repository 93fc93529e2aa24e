public import SwiftletBTF
public import SwiftletKernel

/// How to load an object.
public struct LoadOptions: Sendable {
    /// The kernel types that CO-RE relocations are resolved against.
    ///
    /// Hooks and externs are those of the running kernel all the same when an object is loaded.
    public var target: TargetTypes
    /// Options of a kernel's configuration, a line `CONFIG_NAME=value` each, that go before those of
    /// the running kernel.
    public var configuration: String?
    /// Where maps are pinned that ask for it by name (LIBBPF_PIN_BY_NAME): a folder of a BPF file
    /// system, made if only its last name is missing. Nothing is ever mounted.
    public var pinFolder = "/sys/fs/bpf"
    /// Maps to use in place of those of these names: of the same type, key size and value size.
    public var maps: [String: LoadedMap] = [:]
    /// Types to use in place of loading the object's anew: those of the same object, loaded before
    /// (`LoadedObject.types`). Programs that share maps with it need them if values hold what the kernel
    /// knows by type: kptrs, lists, trees, locks.
    public var types: LoadedTypes?

    /// What the verifier writes down of programs that it takes (`LoadedProgram.verifierLog`); of those
    /// that it rejects it always does.
    public var verifierLog: VerifierLogLevel = []

    public init(target: TargetTypes = .runningKernel, configuration: String? = nil) {
        self.target = target
        self.configuration = configuration
    }
}

/// Where the types of the target kernel come from.
public enum TargetTypes: Sendable {
    /// /sys/kernel/btf/vmlinux, read once in a process, and only if something needs it.
    case runningKernel
    /// A table of one's own: another kernel's, to plan for it.
    case table(BTFTable)
}

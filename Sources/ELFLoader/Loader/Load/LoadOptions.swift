package import SwiftletBTF
public import SwiftletKernel

/// How to load an object.
public struct LoadOptions: Sendable {
    /// The kernel types that CO-RE relocations are resolved against.
    ///
    /// When an object is loaded, hooks and externs still come from the running kernel.
    public var target: TargetTypes
    /// Kernel configuration options, one line `CONFIG_NAME=value` each. They take precedence over the running
    /// kernel's.
    public var configuration: String?
    /// The folder for maps that are pinned by name (LIBBPF_PIN_BY_NAME), on a BPF file system. It is created
    /// if only its last component is missing. Nothing is ever mounted.
    public var pinFolder = "/sys/fs/bpf"
    /// Maps to reuse, keyed by declared name. Their type, key size and value size must match.
    public var maps: [String: LoadedMap] = [:]
    /// Types to reuse instead of loading the object's again: those of the same object, loaded before
    /// (`LoadedObject.types`). Programs that share maps with it need them if values hold kptrs, lists, trees
    /// or locks, which the kernel identifies by type.
    public var types: LoadedTypes?

    /// The verifier log to keep for programs that load (`LoadedProgram.verifierLog`). For a rejected program
    /// the error always has the log.
    public var verifierLog: VerifierLogLevel = []

    /// Whether the verifier may check several programs at a time, by a thread for each CPU. A program whose load fails
    /// is then loaded once more, for the reason.
    package var loadsTogether = false

    public init(target: TargetTypes = .runningKernel, configuration: String? = nil) {
        self.target = target
        self.configuration = configuration
    }
}

/// Where the types of the target kernel come from.
public struct TargetTypes: Sendable {
    /// Nil: the running kernel's.
    package let table: BTFTable?

    /// The running kernel's: /sys/kernel/btf/vmlinux, read once per process, when first needed.
    public static let runningKernel = TargetTypes(table: nil)

    package static func table(_ table: BTFTable) -> TargetTypes { TargetTypes(table: table) }
}

public import BTF

/// How to load an object.
public struct LoadOptions: Sendable {
    /// The kernel types that CO-RE and hooks are resolved against.
    public var target: TargetTypes

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

/// Where a program attaches, as far as its section's name says.
public enum Hook: Sendable, Equatable {
    /// By its category and name in tracefs; both empty if the section named none.
    case tracepoint(category: String, name: String)
    case rawTracepoint(name: String)
    /// A kernel function: an instruction of it, or where it returns.
    case kprobe(function: String, offset: UInt64 = 0, isReturn: Bool)
    /// All kernel functions whose names match a pattern of `*` and `?`, through one link.
    case kprobes(pattern: String, at: ProbePoint)
    /// A system call by its name without prefix: where it begins, or where it returns.
    case systemCall(name: String, isReturn: Bool)
    /// A function of a program or library.
    case uprobe(UserFunction, isReturn: Bool)
    /// All functions of a program or library whose names match a pattern of `*` and `?`, through one
    /// link.
    case uprobes(path: String, pattern: String, at: ProbePoint)
    /// A probe that a program or library was built with (USDT); all empty if the section named none.
    case usdt(path: String, provider: String, name: String)
    /// By a function or type in the kernel's BTF: `prefix` + `target` (`btf_trace_` + a tracepoint).
    case kernelType(prefix: String, target: String)
    /// A function of another program, which this one takes the place of.
    case programFunction(name: String)
    /// The section's name begins like a known one, but the rest can't be understood.
    case malformed(expected: String)
    /// The section doesn't say: the caller has to (a cgroup, a network interface, a perf event, …).
    case none
}

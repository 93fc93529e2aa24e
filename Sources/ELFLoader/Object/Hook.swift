/// The attach point of a program, as far as the section name specifies it.
public enum Hook: Sendable, Equatable {
    /// A tracepoint by category and name in tracefs. Both are empty if the section name has neither.
    case tracepoint(category: String, name: String)
    case rawTracepoint(name: String)
    /// A kernel function: at an instruction, or on return.
    case kprobe(function: String, offset: UInt64 = 0, isReturn: Bool)
    /// All kernel functions whose names match a pattern with `*` and `?`, through one link.
    case kprobes(pattern: String, at: ProbePoint)
    /// A system call by its name without a prefix: on entry, or on return.
    case systemCall(name: String, isReturn: Bool)
    /// A function in a program or library.
    case uprobe(UserFunction, isReturn: Bool)
    /// All functions in a program or library whose names match a pattern with `*` and `?`, through one
    /// link.
    case uprobes(path: String, pattern: String, at: ProbePoint)
    /// A USDT probe built into a program or library. All fields are empty if the section name has none.
    case usdt(path: String, provider: String, name: String)
    /// A function or type in the kernel's BTF, named `prefix` + `target` (`btf_trace_` + a tracepoint).
    case kernelType(prefix: String, target: String)
    /// A function of another program, which this program replaces.
    case programFunction(name: String)
    /// The section name begins like a known one, but its remainder is invalid.
    case malformed(expected: String)
    /// The section name does not specify the attach point; the caller must (a cgroup, a network
    /// interface, a perf event, …).
    case none
}

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
    /// A probe that a program or library was built with (USDT).
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

/// When a program runs at the functions that it probes.
public enum ProbePoint: Sendable, Equatable {
    case entry
    case `return`
    /// At both, the return only if the entry asked for it; the two share a word of memory.
    case session
}

/// A function of a program or library, or an instruction of it.
public struct UserFunction: Sendable, Equatable {
    /// A path, or a name that is searched for as the dynamic loader (`libc.so.6`) or a shell
    /// (`bash`) would.
    public var path: String
    /// With a version after `@` if need be; empty: `offset` counts from the beginning of the file.
    public var symbol: String
    /// Bytes from the beginning of the function.
    public var offset: UInt64

    public init(path: String, symbol: String, offset: UInt64 = 0) {
        self.path = path
        self.symbol = symbol
        self.offset = offset
    }
}

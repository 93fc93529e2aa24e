/// A program of an object: a function that something in the kernel calls.
public struct ProgramSpec: Sendable {
    public let name: String
    /// As the file has it, with any `?`.
    public let sectionName: String
    /// Index in `ObjectSpec.functions`.
    public let function: Int
    /// What the section's name says; nil if it is none that is known.
    public var kind: ProgramKind?
    /// False for sections that begin with `?`: loaded only if asked for.
    public var isLoaded: Bool
}

/// The type of a program and what it attaches to.
public struct ProgramKind: Sendable, Equatable {
    public var type: ProgramType
    /// `enum bpf_attach_type`; 0 where the type has none.
    public var expectedAttachType: UInt32
    /// How it attaches, and to what.
    public var hook: Hook
    /// BPF_F_SLEEPABLE and the like.
    public var flags: UInt32
}

/// Where a program attaches.
public enum Hook: Sendable, Equatable {
    /// By its category and name in tracefs; both empty if the section named none.
    case tracepoint(category: String, name: String)
    case rawTracepoint(name: String)
    /// By a kernel function's name: where it begins, or where it returns.
    case kprobe(function: String, isReturn: Bool)
    /// By a function or type in the kernel's BTF: `prefix` + `target` (`btf_trace_` + a tracepoint).
    case kernelType(prefix: String, target: String)
    /// Loaded, but not attached by this loader (yet).
    case none
}

/// `enum bpf_prog_type`
public struct ProgramType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public static let socketFilter = ProgramType(rawValue: 1)
    public static let kprobe = ProgramType(rawValue: 2)
    public static let schedulerClassifier = ProgramType(rawValue: 3)
    public static let tracepoint = ProgramType(rawValue: 5)
    public static let xdp = ProgramType(rawValue: 6)
    public static let perfEvent = ProgramType(rawValue: 7)
    public static let rawTracepoint = ProgramType(rawValue: 17)
    public static let rawTracepointWritable = ProgramType(rawValue: 24)
    public static let tracing = ProgramType(rawValue: 26)
    public static let syscall = ProgramType(rawValue: 31)
}

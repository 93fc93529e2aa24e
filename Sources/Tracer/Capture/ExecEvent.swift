/// A program was started, or failed to start.
public struct ExecEvent: Sendable {
    /// CLOCK_BOOTTIME in nanoseconds.
    public var time: UInt64
    /// Identifies this exec; unique while the tracer runs.
    public var execID: UInt64
    /// The thread group ID (tgid), in the initial pid namespace.
    public var pid: UInt32
    /// The thread ID; equal to `pid` once the exec has succeeded.
    public var tid: UInt32
    /// The thread that called exec, before it took over the leader's ID.
    public var oldTID: UInt32
    /// The thread group ID of the parent.
    public var ppid: UInt32
    /// The exec whose program forked this process, not a later exec of the parent; 0 if it predates the
    /// trace.
    public var parentExecID: UInt64 = 0
    /// Real ids, in the initial user namespace.
    public var uid: UInt32
    public var gid: UInt32
    /// The kernel's name for the program: the first 15 bytes of its file name.
    public var comm: [UInt8]
    /// The path passed to exec; empty if it could not be read.
    public var filename: [UInt8]
    /// The program that runs the file, for a `#!` script; nil for the file itself.
    public var interpreter: [UInt8]?
    public var arguments: StringList
    public var environment: Environment
    /// The number of strings, according to the kernel or the end of the stream.
    public var argumentCount: Int
    public var environmentCount: Int
    /// Their size in bytes, including each string's NUL; 0 if unknown.
    public var argumentBytes: UInt64
    public var environmentBytes: UInt64
    /// How many of these bytes arrived.
    public var argumentBytesReceived: UInt64
    public var environmentBytesReceived: UInt64
    /// What did not arrive, and why. Empty if everything did.
    public var missing: [MissingPart]
    /// Parts that did not arrive and were read from the process later (`ExecSource.proc`).
    public var filled: [MissingPart] = []
    public var source: ExecSource
    public var cgroupID: UInt64
    /// Inode of the pid namespace.
    public var pidNamespace: UInt32
    /// When the process was forked: CLOCK_BOOTTIME in nanoseconds.
    public var startTime: UInt64
    /// 0, or -errno of an exec that failed.
    public var result: Int32
    /// The parent's environment, if known.
    public var parentEnvironment: Environment?
    /// `mm->arg_start` of the parent: identifies the program the parent was running. 0 if it had none.
    var parentArgumentsStart: UInt64 = 0
    /// The context of the exec: where it took place, and its privileges.
    public var context = ProcessContext()
    /// The descriptors 0, 1 and 2, unless they are closed: those that the new program has, or the caller of a failed
    /// exec. Nil if unknown.
    public var descriptors: [StandardDescriptor]?
    /// What was redacted: variable names and argument positions.
    public var redactions: [Redaction] = []
    /// Length and digest of each redacted value.
    public var hiddenValues: [HiddenValue] = []
    /// Whether more than the secrets was redacted because the search for them took too long.
    public var isRedactionLimited = false
    /// Attributes added by rules, in order.
    public var attributes: [Attribute] = []
    /// A rule lets the TRACEPARENT in the environment choose the trace of the span.
    public var joinsTrace = false

    /// Whether every byte of the arguments and the environment arrived; filled parts count as missing.
    public var isComplete: Bool { missing.isEmpty && filled.isEmpty }
    public var succeeded: Bool { result == 0 }

    /// Whether something that was sent, or should have been, did not arrive. Strings that the stream path
    /// never sends don't count.
    var hasLostRecords: Bool { missing.contains { $0.isLost } }
}

/// The source of an exec's strings.
public enum ExecSource: Sendable, Equatable {
    /// The new program's memory, read by the BPF programs.
    case block
    /// The caller's memory at the system call, read by the BPF programs.
    case stream
    /// /proc, for the parts whose records were lost. The process itself may have changed these strings since.
    case proc

    /// The name used in the JSON output.
    public var name: StaticString {
        switch self {
        case .block: "block"
        case .stream: "stream"
        case .proc: "proc"
        }
    }
}

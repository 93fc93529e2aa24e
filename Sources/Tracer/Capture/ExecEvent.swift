/// A program was started, or was to be started and could not be.
public struct ExecEvent: Sendable {
    /// CLOCK_BOOTTIME in nanoseconds.
    public var time: UInt64
    /// Names this exec; unique while the tracer runs.
    public var execID: UInt64
    /// The thread group, in the initial pid namespace.
    public var pid: UInt32
    /// The thread; the same as `pid` once the exec has succeeded.
    public var tid: UInt32
    /// The thread that called exec, before it took over its leader's id.
    public var oldTID: UInt32
    /// The parent's thread group.
    public var ppid: UInt32
    /// The exec whose program forked this process, and not a later one of the same process; 0 if it is
    /// from before the trace.
    public var parentExecID: UInt64 = 0
    /// Real ids, in the initial user namespace.
    public var uid: UInt32
    public var gid: UInt32
    /// The kernel's name for the program: the first 15 bytes of its file name.
    public var comm: [UInt8]
    /// The path as it was given to exec; empty if it could not be read.
    public var filename: [UInt8]
    /// The program that runs the file, for a `#!` script; nil for the file itself.
    public var interpreter: [UInt8]?
    public var arguments: StringList
    public var environment: Environment
    /// How many there were, as far as the kernel or the end of the stream says so.
    public var argumentCount: Int
    public var environmentCount: Int
    /// How many bytes there were, each string's NUL included; 0 if nobody knows.
    public var argumentBytes: UInt64
    public var environmentBytes: UInt64
    /// How many of them arrived.
    public var argumentBytesReceived: UInt64
    public var environmentBytesReceived: UInt64
    /// What did not arrive, and why. Empty if everything did.
    public var missing: [MissingPart]
    /// What did not arrive, and was read from the process later (`ExecSource.proc`).
    public var filled: [MissingPart] = []
    public var source: ExecSource
    public var cgroupID: UInt64
    /// Inode of the pid namespace.
    public var pidNamespace: UInt32
    /// When the process was forked: CLOCK_BOOTTIME in nanoseconds.
    public var startTime: UInt64
    /// 0, or -errno of an exec that failed.
    public var result: Int32
    /// The parent's environment, if it is known.
    public var parentEnvironment: Environment?
    /// `mm->arg_start` of the parent, which tells of its programs the one that it ran then; 0 if it had none.
    var parentArgumentsStart: UInt64 = 0
    /// Where it took place, and with which rights.
    public var context = ProcessContext()
    /// What was hidden before the event was shown: names of variables, and positions of arguments.
    public var redactions: [Redaction] = []
    /// Length and digest of each value that was hidden.
    public var hiddenValues: [HiddenValue] = []
    /// Whether more was hidden than secrets, since the search for them took too long.
    public var isRedactionLimited = false
    /// What rules added, in order.
    public var attributes: [Attribute] = []
    /// A rule says that the TRACEPARENT in the environment decides which trace the span belongs to.
    public var joinsTrace = false

    /// Whether every byte of the arguments and of the environment arrived: what was filled did not.
    public var isComplete: Bool { missing.isEmpty && filled.isEmpty }
    public var succeeded: Bool { result == 0 }

    /// Whether something is missing that was sent, or was to be sent, and didn't arrive: not what the
    /// stream path doesn't take in the first place.
    var hasLostRecords: Bool { missing.contains { $0.isLost } }
}

/// Where an exec's strings were read.
public enum ExecSource: Sendable, Equatable {
    /// From the new program's memory, by the kernel's half.
    case block
    /// From the caller's memory at the system call, by the kernel's half.
    case stream
    /// As far as records were lost, from /proc: the process itself may have changed what is there since.
    case proc

    /// As it stands in the JSON.
    public var name: StaticString {
        switch self {
        case .block: "block"
        case .stream: "stream"
        case .proc: "proc"
        }
    }
}

/// What is known of a running process.
///
/// The environment is shared with the event that brought it and with the processes that were forked
/// since; the last one to let go frees it.
public struct ProcessMetadata: Sendable {
    public var pid: UInt32
    public var ppid: UInt32
    /// When the process was forked: CLOCK_BOOTTIME in nanoseconds; 0 if that is not known.
    public var startTime: UInt64
    /// The exec that started its program; 0 for one from before the trace.
    public var execID: UInt64
    /// The exec whose program forked the process; 0 if it is from before the trace.
    var parentExecID: UInt64 = 0
    public var comm: [UInt8]
    /// The file that runs (`/proc/PID/exe`), and that of the program which forked the process; empty if
    /// they are not known.
    public var executable: [UInt8] = []
    var parentExecutable: [UInt8] = []
    /// `mm->arg_start` of its program: changes with every exec, and not with a fork. 0 if it is not known.
    public var argumentsStart: UInt64 = 0
    /// Nil if it is not known, or not all of it.
    public var environment: Environment?
    /// When the process itself last called exec, CLOCK_BOOTTIME in nanoseconds; nil if it never did while
    /// it was traced, and its program is its parent's.
    var execTime: UInt64?
    /// A filter leaves its program out.
    var isHidden = false

    public init(
        pid: UInt32, ppid: UInt32, startTime: UInt64, execID: UInt64 = 0, comm: [UInt8],
        environment: Environment? = nil
    ) {
        self.pid = pid
        self.ppid = ppid
        self.startTime = startTime
        self.execID = execID
        self.comm = comm
        self.environment = environment
    }
}

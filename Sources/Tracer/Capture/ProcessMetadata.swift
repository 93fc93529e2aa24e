/// What is known of a running process.
///
/// The event that brought the environment and all processes forked since share it; the last owner frees it.
public struct ProcessMetadata: Sendable {
    public var pid: UInt32
    public var ppid: UInt32
    /// When the process was forked: CLOCK_BOOTTIME in nanoseconds; 0 if unknown.
    public var startTime: UInt64
    /// The exec that started its program; 0 if it predates the trace.
    public var execID: UInt64
    /// The exec whose program forked the process; 0 if it predates the trace.
    var parentExecID: UInt64 = 0
    public var comm: [UInt8]
    /// The running file (`/proc/PID/exe`), and the file of the program that forked the process; empty if
    /// unknown.
    public var executable: [UInt8] = []
    var parentExecutable: [UInt8] = []
    /// `mm->arg_start` of its program: changes with every exec, but not with a fork. 0 if unknown.
    public var argumentsStart: UInt64 = 0
    /// The descriptors that its program began with; nil if unknown.
    var descriptors: [StandardDescriptor]?
    /// Nil if unknown or incomplete.
    public var environment: Environment?
    /// When the process itself last called exec: CLOCK_BOOTTIME in nanoseconds. Nil if it has not called exec
    /// during the trace and still runs its parent's program.
    var execTime: UInt64?
    /// A filter hides its program.
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

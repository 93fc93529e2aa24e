/// A process ended: the last thread of its group exited.
public struct ExitEvent: Sendable {
    /// CLOCK_BOOTTIME in nanoseconds.
    public var time: UInt64
    /// The exec of the program that the process ran: its own, or that of the program that forked it. 0 if it
    /// predates the trace.
    public var execID: UInt64
    /// The exec whose program forked the process; 0 if it predates the trace.
    public var parentExecID: UInt64
    public var pid: UInt32
    public var ppid: UInt32
    /// The name of the program it ran; empty if unknown.
    public var comm: [UInt8]
    /// The status as wait(2) reports it: code << 8, or the signal, | 0x80 if a core was dumped.
    public var waitStatus: UInt32
    /// Time from fork to exit, in nanoseconds.
    public var duration: UInt64
    /// Time from the last exec of the process to its exit, in nanoseconds; nil if it never called exec or
    /// that exec was not seen.
    public var execDuration: UInt64?
    /// Nil if unknown.
    public var usage: ResourceUsage?

    public init(
        time: UInt64, execID: UInt64, parentExecID: UInt64 = 0, pid: UInt32, ppid: UInt32,
        comm: [UInt8], waitStatus: UInt32, duration: UInt64, execDuration: UInt64? = nil,
        usage: ResourceUsage? = nil
    ) {
        self.time = time
        self.execID = execID
        self.parentExecID = parentExecID
        self.pid = pid
        self.ppid = ppid
        self.comm = comm
        self.waitStatus = waitStatus
        self.duration = duration
        self.execDuration = execDuration
        self.usage = usage
    }

    /// The last exec of the process itself; 0 if none was seen.
    ///
    /// A process that never called exec runs the program that forked it, so that both IDs are equal.
    public var ownExecID: UInt64 { execID == parentExecID ? 0 : execID }

    /// What the process passed to exit(2); nil if a signal ended it.
    public var exitCode: UInt32? { signal == nil ? waitStatus >> 8 & 0xff : nil }

    /// The signal that ended the process; nil if it exited.
    public var signal: UInt32? {
        let signal = waitStatus & 0x7f
        return signal == 0 ? nil : signal
    }

    public var coreDumped: Bool { waitStatus & 0x80 != 0 }
}

/// A process ended: the last thread of its group did.
public struct ExitEvent: Sendable {
    /// CLOCK_BOOTTIME in nanoseconds.
    public var time: UInt64
    /// The last exec of the process; 0 if none was seen.
    public var execID: UInt64
    public var pid: UInt32
    public var ppid: UInt32
    /// The name of the program it ran; empty if that is not known.
    public var comm: [UInt8]
    /// As wait(2) reports it: code << 8, or signal | 0x80 if a core was dumped.
    public var waitStatus: UInt32
    /// From the fork to the end, in nanoseconds.
    public var duration: UInt64
    /// Nil if it is not known.
    public var usage: ResourceUsage?

    public init(
        time: UInt64, execID: UInt64, pid: UInt32, ppid: UInt32, comm: [UInt8], waitStatus: UInt32,
        duration: UInt64, usage: ResourceUsage? = nil
    ) {
        self.time = time
        self.execID = execID
        self.pid = pid
        self.ppid = ppid
        self.comm = comm
        self.waitStatus = waitStatus
        self.duration = duration
        self.usage = usage
    }

    /// What the process passed to exit(2); nil if a signal ended it.
    public var exitCode: UInt32? { signal == nil ? waitStatus >> 8 & 0xff : nil }

    /// The signal that ended it; nil if it ended by itself.
    public var signal: UInt32? {
        let signal = waitStatus & 0x7f
        return signal == 0 ? nil : signal
    }

    public var coreDumped: Bool { waitStatus & 0x80 != 0 }
}

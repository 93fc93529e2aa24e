/// A process was created by fork.
public struct ForkEvent: Sendable {
    /// CLOCK_BOOTTIME in nanoseconds.
    public var time: UInt64
    /// The new process.
    public var pid: UInt32
    public var ppid: UInt32
    /// The name of the program that both processes run; empty if unknown.
    public var comm: [UInt8]

    public init(time: UInt64, pid: UInt32, ppid: UInt32, comm: [UInt8]) {
        self.time = time
        self.pid = pid
        self.ppid = ppid
        self.comm = comm
    }
}

/// A process came to be as a copy of its parent.
public struct ForkEvent: Sendable {
    /// CLOCK_BOOTTIME in nanoseconds.
    public var time: UInt64
    /// The new process.
    public var pid: UInt32
    public var ppid: UInt32
    /// The name of the program that both run; empty if that is not known.
    public var comm: [UInt8]
}

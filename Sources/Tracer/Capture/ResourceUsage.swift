/// The resources a process used, over all its threads, from fork to exit (getrusage(2)).
public struct ResourceUsage: Sendable, Equatable {
    /// Peak resident memory, in bytes.
    public var maxResident: UInt64
    /// CPU time, in nanoseconds.
    public var userTime: UInt64
    public var systemTime: UInt64

    public init(maxResident: UInt64, userTime: UInt64, systemTime: UInt64) {
        self.maxResident = maxResident
        self.userTime = userTime
        self.systemTime = systemTime
    }
}

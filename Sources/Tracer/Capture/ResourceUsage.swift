/// What a process used in all its threads, from its fork to its end (getrusage(2)).
public struct ResourceUsage: Sendable, Equatable {
    /// The most memory that was resident at once, in bytes.
    public var maxResident: UInt64
    /// Time on a CPU, in nanoseconds.
    public var userTime: UInt64
    public var systemTime: UInt64

    public init(maxResident: UInt64, userTime: UInt64, systemTime: UInt64) {
        self.maxResident = maxResident
        self.userTime = userTime
        self.systemTime = systemTime
    }
}

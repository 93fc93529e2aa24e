/// How execs are captured, and of whom.
public struct TraceOptions: Sendable {
    /// Where the strings are read.
    public enum Capture: Sendable {
        /// After the kernel has copied them for the new program, in one piece.
        case block
        /// At the entry of the system call, one by one, from the caller's memory.
        case stream
    }

    public var capture: Capture = .block
    /// Only processes named with `TraceSession.follow`, and their descendants.
    public var followDescendants = false
    /// Failed execs, too (stream path).
    public var reportFailed = false
    /// Of the ring buffer, in bytes: a power of two, and at least a page.
    public var ringSize = 2 << 20

    /// Read the environments of the processes that are alive already, so that those of their children
    /// can be compared with them.
    public var seedEnvironments = false

    public init() {}
}

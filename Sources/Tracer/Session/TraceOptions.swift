/// How execs are captured, and of whom.
public struct TraceOptions: Sendable {
    /// Where the strings are read.
    public enum Capture: Sendable {
        /// After the kernel has copied them for the new program, in one piece.
        case block
        /// At the entry of the system call, one by one, from the caller's memory.
        case stream
    }

    /// How much the kernel's half may have sent before it is read, in bytes: a power of two, and at
    /// least a page.
    public enum RingSize: Sendable {
        case fixed(Int)
        /// Begins small, and doubles when it has been more than half full.
        case auto(from: Int, upTo: Int)

        /// Begins with what the largest exec needs that the kernel allows: 6 MiB of strings are sent
        /// within two milliseconds, in which nobody can be counted on to read any of it.
        public static var standard: RingSize { .auto(from: 16 << 20, upTo: 32 << 20) }

        var initial: Int {
            switch self {
            case .fixed(let size), .auto(let size, _): size
            }
        }

        var limit: Int {
            switch self {
            case .fixed(let size), .auto(_, let size): size
            }
        }
    }

    /// How failed execs are found on the block path.
    public enum FailedHook: Sendable {
        /// The cheapest that the kernel has.
        case auto
        /// fexit: nothing is done but for an exec that fails.
        case functionExit
        /// kprobe and kretprobe.
        case kernelProbes
        /// The system calls' tracepoints.
        case tracepoints
    }

    public var capture: Capture = .block
    /// Only processes named with `TraceSession.follow`, and their descendants.
    public var followDescendants = false
    /// With `followDescendants`: what these processes fork is followed, too.
    public var followForks = true
    /// Of the processes that are followed, only these.
    public var filter = ProcessFilter()
    /// TCP connections that processes open.
    public var reportConnections = false
    /// Failed execs, too.
    public var reportFailed = false
    public var failedHook = FailedHook.auto
    public var ringSize = RingSize.standard
    /// Of each processor's execs, every one of that many.
    public var sampleEvery: UInt32 = 1
    /// Keep the environments of live processes, those from before the trace included, so that those of
    /// their children can be compared with them.
    public var comparesEnvironments = false

    public init() {}
}

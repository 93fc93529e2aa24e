/// How execs are captured, and of which processes.
public struct TraceOptions: Sendable {
    /// Where the strings are read from.
    public enum Capture: Sendable {
        /// The kernel's copy for the new program, read in one piece.
        case block
        /// The caller's memory, read string by string at system call entry.
        case stream
    }

    /// The size of the ring buffer in bytes: a power of two, and at least a page.
    public enum RingSize: Sendable {
        case fixed(Int)
        /// Begins small, and doubles when more than half of it has been in use.
        case auto(from: Int, upTo: Int)

        /// Begins with enough room for the largest exec the kernel allows: it sends 6 MiB of strings within
        /// two milliseconds, and no reader can be relied on to run in that time.
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

    /// How the block path detects failed execs.
    public enum FailedHook: Sendable {
        /// The cheapest one that the kernel supports.
        case auto
        /// fexit: costs nothing unless an exec fails.
        case functionExit
        /// kprobe and kretprobe.
        case kernelProbes
        /// The tracepoints of the system calls.
        case tracepoints
    }

    public var capture: Capture = .block
    /// Trace only processes passed to `TraceSession.follow`, and their descendants.
    public var followDescendants = false
    /// With `followDescendants`: also follow the children of these processes.
    public var followForks = true
    /// A further filter on the followed processes.
    public var filter = ProcessFilter()
    /// Report the TCP connections that processes open.
    public var reportConnections = false
    /// Report failed execs too.
    public var reportFailed = false
    public var failedHook = FailedHook.auto
    public var ringSize = RingSize.standard
    /// Report one in this many execs of each CPU.
    public var sampleEvery: UInt32 = 1
    /// Keep the environments of live processes, including those from before the trace, to compare their
    /// children's environments with them.
    public var comparesEnvironments = false

    public init() {}
}

/// What was captured and what was not, at the end of a trace.
public struct CaptureSummary: Sendable {
    /// Execs that succeeded and were reported: the sum of `complete` and `incomplete`.
    public var execs: UInt64 = 0
    public var complete: UInt64 = 0
    public var incomplete: UInt64 = 0
    /// Incomplete execs whose missing parts were filled from /proc.
    public var healed: UInt64 = 0
    /// Failed execs that were reported.
    public var failed: UInt64 = 0
    /// Reported execs, successful or failed, that rules left out of the output; nil without rules.
    public var ignored: UInt64?
    /// Execs filtered in user space; the BPF programs count their own.
    public var filteredHere: UInt64 = 0
    /// Environments of live processes that were dropped to stay within the budget. The environments of their
    /// children can't be compared with them.
    public var environmentsDropped: UInt64 = 0
    /// Execs reported as incomplete before their last record arrived, to stay within the budget.
    public var unfinishedDropped: UInt64 = 0
    /// Cgroup paths dropped to stay within the budget.
    public var cgroupsDropped: UInt64 = 0
    /// Records that arrived.
    public var received: UInt64 = 0
    /// Records that were still in the ring when time was up after a request to stop.
    public var unread: UInt64 = 0
    /// The EXEC records among them.
    public var unreadExecs: UInt64 = 0
    /// Records missing from the sequence numbers of their CPU.
    public var sequenceGaps: UInt64 = 0
    /// Malformed records: a bug in the tracer itself.
    public var malformed: UInt64 = 0
    /// The counters of the BPF programs.
    public var kernel = KernelCounters()
    /// Events that an output dropped because its reader was slow or the disk was full.
    public var outputFull: UInt64 = 0
    /// Spans sent over the network; nil if no export was configured.
    public var export: ExportCounts?

    public init() {}

    /// Execs that filters left out.
    public var filtered: UInt64 { kernel.filtered &+ filteredHere }
    /// Records that the BPF programs tried to send.
    public var sent: UInt64 { kernel.sent }
    /// Records that did not fit into the ring buffer, or were not read in time.
    public var lost: UInt64 { kernel.ringFull &+ unread }
    /// Execs lost entirely because the EXEC record, which identifies them, did not fit into the ring buffer or
    /// was not read in time.
    public var execsLost: UInt64 { kernel.execsLost &+ unreadExecs }
    /// Whether the counts of both sides agree: sent = received + lost.
    public var isBalanced: Bool { sent == received &+ lost }

    /// Whether nothing was lost, nothing is incomplete and the counts agree.
    public var isClean: Bool {
        isBalanced && incomplete == 0 && malformed == 0 && sequenceGaps == 0 && kernel.isClean
            && (export?.dropped ?? 0) == 0 && outputFull == 0 && unread == 0
    }
}

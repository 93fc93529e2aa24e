/// What was captured and what was not, at the end of a trace.
public struct CaptureSummary: Sendable {
    /// Execs that succeeded and were reported; the two that follow make up their number.
    public var execs: UInt64 = 0
    public var complete: UInt64 = 0
    public var incomplete: UInt64 = 0
    /// Incomplete execs whose missing parts were filled from /proc.
    public var healed: UInt64 = 0
    /// Failed execs that were reported.
    public var failed: UInt64 = 0
    /// Of both, those that rules left out of the output; nil if there were no rules.
    public var ignored: UInt64?
    /// Execs that had arrived when a filter left them out; the kernel's half counts its own.
    public var filteredHere: UInt64 = 0
    /// Environments of live processes that were let go of to stay within the budget: those of their
    /// children can't be compared with them.
    public var environmentsDropped: UInt64 = 0
    /// Execs that were reported, incomplete, before their last record had come, to stay within the budget.
    public var unfinishedDropped: UInt64 = 0
    /// Paths of cgroups that were let go of, likewise.
    public var cgroupsDropped: UInt64 = 0
    /// Records that arrived.
    public var received: UInt64 = 0
    /// Records whose turn in the sequence of their CPU never came.
    public var sequenceGaps: UInt64 = 0
    /// Records that did not make sense: a fault in the tracer itself.
    public var malformed: UInt64 = 0
    /// The kernel's side.
    public var kernel = KernelCounters()
    /// Events that an output doesn't have: its reader slept, or the disk was full.
    public var outputFull: UInt64 = 0
    /// Spans sent over the network; nil if none were to be.
    public var export: ExportCounts?

    public init() {}

    /// Execs that filters left out.
    public var filtered: UInt64 { kernel.filtered &+ filteredHere }
    /// Records that the kernel's half tried to send.
    public var sent: UInt64 { kernel.sent }
    /// Records that found no room.
    public var lost: UInt64 { kernel.ringFull }
    /// Execs of which nothing can be shown, since the record that says who and what it was found no room.
    public var execsLost: UInt64 { kernel.execsLost }
    /// Whether the two sides tell the same: sent = received + lost.
    public var isBalanced: Bool { sent == received &+ lost }

    /// Whether nothing was lost, nothing is incomplete and the figures agree.
    public var isClean: Bool {
        isBalanced && incomplete == 0 && malformed == 0 && sequenceGaps == 0 && kernel.isClean
            && (export?.dropped ?? 0) == 0 && outputFull == 0
    }
}

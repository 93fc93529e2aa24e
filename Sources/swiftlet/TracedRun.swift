/// What the outputs are about, beside the events themselves.
struct TracedRun {
    /// The traced command; empty if there is none, or it isn't known.
    var command: [String] = []
    /// When the trace began: CLOCK_BOOTTIME in nanoseconds; 0 for a recorded run.
    var start: UInt64 = 0

    /// Whether it happens now, on this host and in this process's environment.
    var isLive: Bool { start != 0 }
}

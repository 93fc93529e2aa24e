internal import SwiftletOptions

/// What the outputs know about the run besides its events.
struct TracedRun {
    /// The traced command; empty if there is none or it is unknown.
    var command: [ByteString] = []
    /// When the trace began, in nanoseconds of CLOCK_BOOTTIME; 0 for a recorded run.
    var start: UInt64 = 0

    /// Whether this is a live trace, on this host and in this process's environment.
    var isLive: Bool { start != 0 }
}

public import TracerCapture

/// Remarks about a recording that are not events.
public struct RecordingNotes: Sendable {
    /// The last summary; nil if the recording was interrupted before one was written.
    public internal(set) var summary: CaptureSummary?
    /// Events follow a summary, or there are several summaries.
    public internal(set) var hasSeveralRuns = false
    /// The last line is cut off.
    public internal(set) var isTruncated = false
    public internal(set) var unknownEvents: UInt64 = 0
    public internal(set) var firstUnknownEvent: UnknownEvent?
    /// Requested data that was not recorded.
    public internal(set) var lacks: Set<Lack> = []

    public struct UnknownEvent: Sendable {
        public var kind: [UInt8]
        public var line: Int
    }

    /// Why environments are not shown in full.
    public enum Lack: Sendable, Hashable, CaseIterable {
        /// Recorded with `--env none`.
        case environments
        /// Recorded with `--env names`.
        case values
        /// Recorded with `--env diff`, and the parent's environment is not in the recording.
        case unchanged
        /// An `env_ref` names an environment that is not in the recording.
        case reference
        /// Needed for a comparison: the parents of some execs predate the recording.
        case parents
    }

    public init() {}
}

public import TracerCapture

/// What is to be said about a recording beside its events.
public struct RecordingNotes: Sendable {
    /// The last summary; nil if there was none: the recording was interrupted.
    public internal(set) var summary: CaptureSummary?
    /// Events follow a summary, or there are several.
    public internal(set) var hasSeveralRuns = false
    /// The last line breaks off.
    public internal(set) var isTruncated = false
    public internal(set) var unknownEvents: UInt64 = 0
    public internal(set) var firstUnknownEvent: UnknownEvent?
    /// What was asked for and was not recorded.
    public internal(set) var lacks: Set<Lack> = []

    public struct UnknownEvent: Sendable {
        public var kind: [UInt8]
        public var line: Int
    }

    /// Why environments are not shown as they were.
    public enum Lack: Sendable, Hashable, CaseIterable {
        /// Recorded with `--env none`.
        case environments
        /// Recorded with `--env names`.
        case values
        /// Recorded with `--env diff`, and the parent's environment is not in the recording.
        case unchanged
        /// An `env_ref` names an environment that is not in the recording.
        case reference
        /// For a comparison: the parents of some are from before the recording.
        case parents
    }

    public init() {}
}

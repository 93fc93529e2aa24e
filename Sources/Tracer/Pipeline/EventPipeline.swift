// Pipeline: the path of every event, live or recorded, to the outputs.
//
//     captured event ─▶ rules ─▶ kinds ─▶ redaction ─▶ shown event ─┬─▶ Output: text, tree, JSON,
//                                                                   │           trace events, page
//                                                                   └─▶ SpanBuilder ─▶ span ─┬─▶ SpanOutput
//                                                                                            └─▶ network
//
// The caller opens the files (OutputDestination) and the network (SpanDestination). Steps common to all
// outputs happen here, once.

public import TracerCapture
internal import TracerOutput
public import TracerRules
public import TracerSecrets
public import TracerSpans

/// Applies rules and redaction to events, and writes them to all outputs.
///
/// Not thread-safe.
public final class EventPipeline<File: OutputDestination, Network: SpanDestination> {
    /// The components and settings of a pipeline.
    public struct Parts {
        /// The kinds of event to show.
        public var kinds = EventKinds.standard
        /// The maximum number of events to show.
        public var limit = Int.max
        public var redactor = Redactor()
        /// The rules to apply; nil shows all events.
        public var rules: [Rule]?
        /// The host whose namespaces rules trust.
        public var host = HostNamespaces.recorded
        public var outputs: [Output<File>] = []
        /// Builds the spans for the network and for the outputs that show spans.
        public var spans: SpanBuilder?
        public var network: Network?
        /// Whether to wait for the network: a recorded run can, a live trace can't.
        public var waitsForNetwork = false
        /// Called once, when an exec has more strings than rules examine.
        public var onUndecided: () -> Void = {}

        public init() {}
    }

    private var kinds: EventKinds
    private let limit: Int
    private var redactor: Redactor
    private var rules: RuleStage?
    private let outputs: [Output<File>]
    private var spans: SpanBuilder?
    private let network: Network?
    private let waitsForNetwork: Bool
    private let onUndecided: () -> Void
    private var count = 0
    /// The counts of spans sent over the network; nil before the end, and without a network.
    public private(set) var export: ExportCounts?

    public init(_ parts: Parts) {
        kinds = parts.kinds
        limit = parts.limit
        redactor = parts.redactor
        outputs = parts.outputs
        spans = parts.spans
        network = parts.network
        waitsForNetwork = parts.waitsForNetwork
        onUndecided = parts.onUndecided
        rules = parts.rules.map { RuleStage($0, host: parts.host, redactor: parts.redactor) }
    }

    /// The destinations of all outputs.
    public var files: [File] { outputs.map { $0.file } }
    /// Whether the limit of shown events has been reached.
    public var isFull: Bool { count >= limit }
    /// Whether every output has lost its reader. Never true with a network: an unreachable collector may
    /// return.
    public var isClosed: Bool { network == nil && outputs.allSatisfy { $0.isClosed } }
    /// Events missing from an output because it had no room for them.
    public var lost: UInt64 { outputs.reduce(0) { $0 &+ $1.file.lost } }

    /// Processes the next event.
    public func take(_ event: TracerEvent) {
        guard !isFull else { return }
        var event = event
        // Rules also see events of kinds that are not shown, since later events may depend on them.
        let verdict = rules?.filter.take(&event)
        if verdict == .ignored { return }
        if verdict == .undecided, rules?.filter.undecided == 1 { onUndecided() }
        guard kinds.contains(event.kind) else { return }
        count += 1
        let shown = verdict.flatMap { rules?.shown(event, by: $0) } ?? redactor.shown(event)
        for output in outputs { output.write(shown) }
        spans?.take(shown.event) { deliver($0) }
    }

    private func deliver(_ span: Span) {
        for output in outputs { output.write(span) }
        network?.take(span)
    }

    /// Writes pending output. Call this after each batch of events.
    public func flush() throws(File.Fault) {
        for output in outputs { try output.flush() }
        network?.flush()
        if waitsForNetwork { network?.waitForRoom() }
    }

    /// Starts a new file for each output whose old one was moved away.
    public func reopen() throws(File.Fault) {
        for output in outputs { try output.reopen() }
    }

    /// Replaces rules, redaction and kinds from the next event on.
    public func replace(kinds: EventKinds, redactor: Redactor, rules new: [Rule]) {
        self.kinds = kinds
        self.redactor = redactor
        rules?.replace(new, redactor: redactor)
    }

    /// Ends the outputs, each with the summary if there is one.
    ///
    /// - Parameters:
    ///   - summary: nil if there is none, as for a recorded run that was interrupted.
    ///   - time: Now, in boot time; nil for the time of the last event.
    /// - Returns: The summary, with the losses of the outputs and of the network added.
    @discardableResult
    public func finish(_ summary: CaptureSummary?, at time: UInt64?) throws(File.Fault)
        -> CaptureSummary?
    {
        var summary = summary
        summary?.outputFull = lost
        if let rules, let before = summary {
            summary?.ignored = (before.ignored ?? 0) &+ rules.filter.ignored
        }
        if spans != nil {
            spans?.finish(at: time, summary ?? CaptureSummary()) { deliver($0) }
            // Show pending output before waiting for the network.
            for output in outputs { try output.flush() }
            export = network?.finish()
            summary?.export = export
        }
        for output in outputs { try output.finish(summary) }
        return summary
    }
}

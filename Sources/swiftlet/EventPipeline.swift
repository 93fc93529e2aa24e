internal import Tracer

/// The way of an event from the session, or from a recorded run, to the outputs: everything that is
/// to hold for all outputs is done here, once.
final class EventPipeline {
    private let kinds: EventKinds
    private let limit: Int
    private let sinks: [any EventSink]
    private let spans: SpanSink?
    private var redactor: Redactor
    private var count = 0

    /// - Parameter kinds: What is shown, unless options say otherwise.
    /// - Throws: `Failure` if an output can't be opened.
    init(
        _ options: OutputOptions, clock: WallClock, kinds: EventKinds = .standard,
        of run: TracedRun = TracedRun()
    ) throws(Failure) {
        self.kinds = options.chosenEvents ?? kinds
        limit = options.maxEvents ?? .max
        redactor = Redactor(options.redact.policy)
        spans = try options.spanSink(clock: clock, of: run)
        sinks = try options.allSinks(clock: clock, of: run)
    }

    /// Whether as many events have been shown as were asked for.
    var isFull: Bool { count >= limit }
    /// Whether nobody reads any output any more.
    var isClosed: Bool { (spans?.isClosed ?? true) && sinks.allSatisfy { $0.isClosed } }

    func take(_ event: TracerEvent) {
        guard !isFull, kinds.contains(event.kind) else { return }
        count += 1
        var event = event
        if case .exec(var exec) = event {
            redactor.redact(&exec)
            event = .exec(exec)
        }
        for sink in sinks { sink.take(event) }
        spans?.take(event)
    }

    func flush() throws(Failure) {
        for sink in sinks { try sink.flush() }
        try spans?.flush()
    }

    /// Ends the outputs, each with the summary, if there is one.
    ///
    /// - Returns: The summary, with what became of spans sent over the network.
    @discardableResult
    func finish(_ summary: CaptureSummary?) throws(Failure) -> CaptureSummary? {
        var summary = summary
        if let spans {
            // What is there is shown before the network takes its time.
            for sink in sinks { try sink.flush() }
            let export = try spans.end(summary ?? CaptureSummary())
            summary?.export = export
        }
        for sink in sinks { try sink.finish(summary) }
        try spans?.finish(summary)
        return summary
    }
}

extension TracerEvent {
    fileprivate var kind: EventKinds {
        switch self {
        case .exec: .exec
        case .exit: .exit
        case .fork: .fork
        case .tcp: .tcp
        }
    }
}

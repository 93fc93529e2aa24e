internal import Tracer

/// The way of an event from the session, or from a recorded run, to the outputs: everything that is
/// to hold for all outputs is done here, once.
final class EventPipeline {
    private let kinds: EventKinds
    private let limit: Int
    private let sinks: [any EventSink]
    private let network: OTLPNetworkSink?
    private var count = 0

    /// - Throws: `Failure` if an output can't be opened.
    init(
        _ options: OutputOptions, clock: WallClock, of run: TracedRun = TracedRun()
    ) throws(Failure) {
        kinds = options.events
        limit = options.maxEvents ?? .max
        // First what creates no file.
        network = try options.networkSink(clock: clock, of: run)
        sinks = try options.sinks(clock: clock, of: run)
    }

    /// Whether as many events have been shown as were asked for.
    var isFull: Bool { count >= limit }
    /// Whether nobody reads any output any more.
    var isClosed: Bool { network == nil && sinks.allSatisfy { $0.isClosed } }

    func take(_ event: TracerEvent) {
        guard !isFull, kinds.contains(event.kind) else { return }
        count += 1
        for sink in sinks { sink.take(event) }
        network?.take(event)
    }

    func flush() throws(Failure) {
        for sink in sinks { try sink.flush() }
        network?.flush()
    }

    /// Ends the outputs, each with the summary.
    ///
    /// - Returns: The summary, with what became of spans sent over the network.
    @discardableResult
    func finish(_ summary: CaptureSummary) throws(Failure) -> CaptureSummary {
        var summary = summary
        if let network {
            // What is there is shown before the network takes its time.
            for sink in sinks { try sink.flush() }
            summary.export = network.finish(summary)
        }
        for sink in sinks { try sink.finish(summary) }
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

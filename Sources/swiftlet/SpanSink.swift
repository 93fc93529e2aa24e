internal import SwiftletShims
internal import Tracer
internal import TracerSpans

/// Makes spans of events, once for both of their outputs: a span in the file is the one that was sent.
///
///     events ──→ SpanBuilder ─┬→ SpanFile     --format otlp-json
///                             └→ SpanNetwork  --otlp
final class SpanSink {
    private var builder: SpanBuilder
    private let isLive: Bool
    let file: SpanFile?
    private let network: SpanNetwork?
    private let reportsDrops: Bool
    /// What became of spans sent over the network.
    private var counts: ExportCounts?

    /// - Parameter reportsDrops: Whether standard error is to say that spans were dropped, for no summary
    ///   says so there.
    init(
        _ options: SpanOptions, clock: WallClock, of run: TracedRun, file: SpanFile?,
        network: SpanNetwork?, reportsDrops: Bool
    ) {
        builder = SpanBuilder(options, clock: clock)
        isLive = run.isLive
        self.file = file
        self.network = network
        self.reportsDrops = reportsDrops
    }

    /// Whether nobody takes the spans any more. A collector that is away may come back.
    var isClosed: Bool { network == nil && file?.isClosed ?? true }

    func take(_ shown: ShownEvent) {
        builder.take(shown.event) { deliver($0) }
    }

    func flush() throws(Failure) {
        try file?.flush()
        network?.flush()
        // A recorded run can wait; what happens now can't.
        if !isLive { network?.waitForRoom() }
    }

    func reopen() throws(Failure) {
        try file?.reopen()
    }

    /// Ends all spans, and delivers them: to the file, then over the network, which takes its time.
    ///
    /// - Returns: What became of those sent over the network; nil if none were to be.
    func end(_ summary: CaptureSummary) throws(Failure) -> ExportCounts? {
        let now = isLive ? swiftlet_clock_boottime() : nil
        builder.finish(at: now, summary) { deliver($0) }
        try file?.flush()
        counts = network?.finish()
        return counts
    }

    /// The last call.
    func finish(_ summary: CaptureSummary?) throws(Failure) {
        try file?.finish()
        guard reportsDrops || summary == nil, let counts, counts.dropped > 0 else { return }
        let standardError = OutputFile.standardError()
        standardError.write("swiftlet: ")
        SummaryFormatter.append(text: counts, to: &standardError.pending)
        standardError.flushMessage()
    }

    private func deliver(_ span: Span) {
        file?.take(span)
        network?.take(span)
    }
}

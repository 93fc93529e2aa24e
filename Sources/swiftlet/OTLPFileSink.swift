internal import GlibcShims
internal import Tracer
internal import TracerSpans

/// Spans as OpenTelemetry's file exporter writes them: `--format otlp-json`.
///
/// A line holds the spans that have ended since the one before. The summary goes to standard error, for
/// the file can hold nothing but spans.
final class OTLPFileSink: EventSink {
    private var builder: SpanBuilder
    private let resource: SpanResource
    private let isLive: Bool
    private var file: OutputFile
    private var spans: [Span] = []

    /// Spans of a line: about a megabyte at most, if arguments are of the usual size.
    private static var lineLimit: Int { 512 }

    init(
        _ options: SpanOptions, clock: WallClock, of run: TracedRun, resource: SpanResource,
        to file: consuming OutputFile
    ) {
        builder = SpanBuilder(options, clock: clock)
        self.resource = resource
        isLive = run.isLive
        self.file = file
    }

    var isClosed: Bool { file.isClosed }

    func take(_ event: TracerEvent) {
        builder.take(event) { spans.append($0) }
        if spans.count >= Self.lineLimit { writeLine() }
    }

    func flush() throws(Failure) {
        writeLine()
        try file.flush()
    }

    func reopen() throws(Failure) {
        try flush()
        _ = try file.reopen()
    }

    func finish(_ summary: CaptureSummary?) throws(Failure) {
        builder.finish(at: isLive ? swiftlet_clock_boottime() : nil, summary ?? CaptureSummary()) { spans.append($0) }
        try flush()
        guard let summary else { return }
        var standardError = OutputFile.standardError()
        SummaryFormatter.append(text: summary, to: &standardError.pending)
        try standardError.flush()
    }

    private func writeLine() {
        OTLPJSONFormatter.append(spans, of: resource, to: &file.pending)
        spans.removeAll(keepingCapacity: true)
    }
}

internal import Tracer
internal import TracerSpans

/// Spans as OpenTelemetry's file exporter writes them: `--format otlp-json`.
///
/// A line holds the spans that have ended since the one before. The summary goes to standard error, for
/// the file can hold nothing but spans.
final class SpanFile {
    private let resource: SpanResource
    private var file: OutputFile
    private var spans: [Span] = []

    /// Spans of a line: about a megabyte at most, if arguments are of the usual size.
    private static var lineLimit: Int { 512 }

    init(resource: SpanResource, to file: consuming OutputFile) {
        self.resource = resource
        self.file = file
    }

    /// Whether nobody reads it any more.
    var isClosed: Bool { file.isClosed }

    func take(_ span: Span) {
        spans.append(span)
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

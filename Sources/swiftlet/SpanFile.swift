internal import Tracer
internal import TracerSpans

/// Spans as OpenTelemetry's file exporter writes them: `--format otlp-json`.
///
/// A line holds the spans that have ended since the one before. The summary goes to standard error, for
/// the file can hold nothing but spans.
final class SpanFile {
    private let resource: SpanResource
    let file: OutputFile
    private var spans: [Span] = []

    /// Spans of a line: about a megabyte at most, if arguments are of the usual size.
    private static var lineLimit: Int { 512 }

    init(resource: SpanResource, to file: OutputFile) {
        self.resource = resource
        self.file = file
    }

    /// Whether nobody reads it any more.
    var isClosed: Bool { file.isClosed }

    func take(_ span: Span) {
        guard file.hasRoom() else { return }
        spans.append(span)
        if spans.count >= Self.lineLimit { writeLine() }
    }

    func flush() throws(Failure) {
        writeLine()
        try file.flush()
    }

    func reopen() throws(Failure) {
        writeLine()
        _ = try file.reopen()
    }

    func finish() throws(Failure) {
        writeLine()
        try file.end()
    }

    private func writeLine() {
        OTLPJSONFormatter.append(spans, of: resource, to: &file.pending)
        for _ in spans { file.endEvent() }
        spans.removeAll(keepingCapacity: true)
    }
}

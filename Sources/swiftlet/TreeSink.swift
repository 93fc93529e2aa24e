internal import Tracer

/// A tree that grows as programs start, and the whole of it at the end; the summary of the capture goes
/// to standard error, as with text.
final class TreeSink: EventSink {
    private var formatter: TreeFormatter
    private var file: OutputFile

    init(_ formatter: TreeFormatter, to file: consuming OutputFile) {
        self.formatter = formatter
        self.file = file
        formatter.appendHeader(to: &self.file.pending)
    }

    var isClosed: Bool { file.isClosed }

    func take(_ event: TracerEvent) {
        formatter.append(event, to: &file.pending)
    }

    func flush() throws(Failure) {
        try file.flush()
    }

    func finish(_ summary: CaptureSummary?) throws(Failure) {
        formatter.appendSummary(to: &file.pending)
        try flush()
        guard let summary else { return }
        var standardError = OutputFile.standardError()
        SummaryFormatter.append(text: summary, to: &standardError.pending)
        try standardError.flush()
    }
}

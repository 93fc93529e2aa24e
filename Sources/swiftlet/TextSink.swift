internal import Tracer

/// Columns for people; the summary goes to standard error, where it doesn't get in the way of what
/// the command itself prints.
final class TextSink: EventSink {
    private var formatter: TextFormatter
    private var file: OutputFile

    init(_ formatter: TextFormatter, to file: consuming OutputFile) {
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
        try flush()
        guard let summary else { return }
        var standardError = OutputFile.standardError()
        SummaryFormatter.append(text: summary, to: &standardError.pending)
        try standardError.flush()
    }
}

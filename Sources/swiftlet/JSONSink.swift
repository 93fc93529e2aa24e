internal import Tracer

/// One object per line; the summary is the last one.
final class JSONSink: EventSink {
    private var formatter: JSONFormatter
    private var file: OutputFile

    init(_ formatter: JSONFormatter, to file: consuming OutputFile) {
        self.formatter = formatter
        self.file = file
    }

    var isClosed: Bool { file.isClosed }

    func take(_ event: TracerEvent) {
        formatter.append(event, to: &file.pending)
    }

    func flush() throws(Failure) {
        try file.flush()
    }

    func finish(_ summary: CaptureSummary?) throws(Failure) {
        if let summary { SummaryFormatter.append(json: summary, to: &file.pending) }
        try flush()
    }
}

internal import Tracer
internal import TracerPictures

/// Trace events, for Perfetto and chrome://tracing.
final class TraceEventSink: EventSink {
    private var formatter: TraceEventFormatter
    private var file: OutputFile

    init(_ formatter: TraceEventFormatter, to file: consuming OutputFile) {
        self.formatter = formatter
        self.file = file
        formatter.appendBeginning(to: &self.file.pending)
    }

    var isClosed: Bool { file.isClosed }

    func take(_ event: TracerEvent) {
        formatter.append(event, to: &file.pending)
    }

    func flush() throws(Failure) {
        try file.flush()
    }

    func finish(_ summary: CaptureSummary?) throws(Failure) {
        formatter.finish(summary, to: &file.pending)
        try flush()
    }
}

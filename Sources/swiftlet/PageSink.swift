internal import Tracer
internal import TracerPictures

/// A page of HTML that holds the whole run.
final class PageSink: EventSink {
    private var formatter: PageFormatter
    private var file: OutputFile

    init(_ formatter: PageFormatter, to file: consuming OutputFile) {
        self.formatter = formatter
        self.file = file
        formatter.appendBeginning(to: &self.file.pending)
    }

    /// Never: it is a file, and whoever reads the other output may stop without harm to it.
    var isClosed: Bool { false }

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

internal import TracerCapture
internal import TracerOutput
public import TracerSpans

/// One of the outputs: takes events in their order, and the summary at the end.
///
/// The events have been filtered, have gone through the rules, and were redacted, because only a
/// `Redactor` makes a `ShownEvent`: an output may show all of it. An output takes what its form shows,
/// events or spans, and leaves out the rest.
public class Output<File: OutputDestination> {
    public let file: File

    init(to file: File) {
        self.file = file
    }

    /// Whether nobody reads it any more.
    var isClosed: Bool { file.isClosed }

    func write(_ shown: ShownEvent) {}
    func write(_ span: Span) {}

    /// Writes what has been collected.
    func flush() throws(File.Fault) { try file.flush() }

    /// Begins a new file if the old one was moved away; does nothing if the form can't be split.
    func reopen() throws(File.Fault) {}

    /// The last call.
    func finish(_ summary: CaptureSummary?) throws(File.Fault) { try file.end() }
}

/// Events in one form.
public final class EventOutput<File: OutputDestination, Formatter: EventFormatter>: Output<File> {
    private var formatter: Formatter
    private let isAside: Bool

    /// - Parameter isAside: The output accompanies the main one, so a trace doesn't end because nobody
    ///   reads it.
    public init(_ formatter: Formatter, to file: File, isAside: Bool = false) {
        self.formatter = formatter
        self.isAside = isAside
        super.init(to: file)
        self.formatter.appendBeginning(to: &file.pending)
    }

    override var isClosed: Bool { !isAside && file.isClosed }

    override func write(_ shown: ShownEvent) {
        guard file.hasRoom() else { return }
        formatter.append(shown.event, to: &file.pending)
        file.endEvent()
    }

    override func flush() throws(File.Fault) {
        try file.flush()
        // What comes next fits a terminal that was resized in the meantime.
        if let columns = file.columns { formatter.setWidth(columns) }
    }

    override func reopen() throws(File.Fault) {
        guard Formatter.isSplittable else { return }
        if try file.reopen() { formatter.appendBeginning(to: &file.pending) }
    }

    override func finish(_ summary: CaptureSummary?) throws(File.Fault) {
        formatter.appendEnd(summary, to: &file.pending)
        try file.end()
    }
}

/// Spans as OpenTelemetry's file exporter writes them: a line holds the spans that have ended since the
/// line before. A line can hold nothing but spans, so there is no summary.
public final class SpanOutput<File: OutputDestination>: Output<File> {
    private let resource: SpanResource
    private var spans: [Span] = []

    /// Spans of a line: about a megabyte at most, if arguments are of the usual size.
    private static var lineLimit: Int { 512 }

    public init(resource: SpanResource, to file: File) {
        self.resource = resource
        super.init(to: file)
    }

    override func write(_ span: Span) {
        guard file.hasRoom() else { return }
        spans.append(span)
        if spans.count >= Self.lineLimit { writeLine() }
    }

    override func flush() throws(File.Fault) {
        writeLine()
        try file.flush()
    }

    override func reopen() throws(File.Fault) {
        writeLine()
        _ = try file.reopen()
    }

    override func finish(_ summary: CaptureSummary?) throws(File.Fault) {
        writeLine()
        try file.end()
    }

    private func writeLine() {
        OTLPJSONFormatter.append(spans, of: resource, to: &file.pending)
        for _ in spans { file.endEvent() }
        spans.removeAll(keepingCapacity: true)
    }
}

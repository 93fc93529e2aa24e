internal import TracerCapture
internal import TracerOutput
internal import TracerSecrets
public import TracerSpans

/// An output: takes events in order, and the summary at the end.
///
/// The events have passed the filters and rules and were redacted: only a `Redactor` makes a `ShownEvent`, so
/// an output may show all of it. An output takes what its format shows, events or spans, and ignores the
/// rest.
public class Output<File: OutputDestination> {
    public let file: File

    init(to file: File) {
        self.file = file
    }

    /// Whether the output has lost its reader.
    var isClosed: Bool { file.isClosed }

    func write(_ shown: ShownEvent) {}
    func write(_ span: Span) {}

    /// Writes pending output.
    func flush() throws(File.Fault) { try file.flush() }

    /// Starts a new file if the old one was moved away; does nothing if the format can't be split.
    func reopen() throws(File.Fault) {}

    /// Ends the output. Call this last.
    func finish(_ summary: CaptureSummary?) throws(File.Fault) { try file.end() }
}

/// Writes events in one format.
public final class EventOutput<File: OutputDestination, Formatter: EventFormatter>: Output<File> {
    private var formatter: Formatter
    private let isAside: Bool
    /// Whether the beginning precedes the next event.
    private var isToBegin = true

    /// - Parameters:
    ///   - time: When the trace began, in boot time, to write the beginning at once; nil to write it with the first
    ///     event.
    ///   - isAside: The output accompanies the main one, so the trace goes on when it loses its reader.
    public init(_ formatter: Formatter, to file: File, beginsAt time: UInt64? = nil, isAside: Bool = false) {
        self.formatter = formatter
        self.isAside = isAside
        super.init(to: file)
        if time != nil || Formatter.isDocument { begin(at: time ?? 0) }
    }

    private func begin(at time: UInt64) {
        formatter.appendBeginning(at: time, to: &file.pending)
        isToBegin = false
    }

    override var isClosed: Bool { !isAside && file.isClosed }

    override func write(_ shown: ShownEvent) {
        guard file.hasRoom() else { return }
        if isToBegin { begin(at: shown.event.time) }
        formatter.append(shown.event, to: &file.pending)
        file.endEvent()
    }

    override func flush() throws(File.Fault) {
        try file.flush()
        // The terminal may have been resized.
        if let columns = file.columns { formatter.setWidth(columns) }
    }

    override func reopen() throws(File.Fault) {
        guard Formatter.isSplittable else { return }
        if try file.reopen() { isToBegin = true }
    }

    override func finish(_ summary: CaptureSummary?) throws(File.Fault) {
        formatter.appendEnd(summary, to: &file.pending)
        try file.end()
    }
}

/// Writes spans as OpenTelemetry's file exporter does: each line holds the spans that ended since the
/// previous line. A line can hold only spans, so there is no summary.
public final class SpanOutput<File: OutputDestination>: Output<File> {
    private let resource: SpanResource
    private var spans: [Span] = []

    /// Spans per line: about a megabyte at most with arguments of the usual size.
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

internal import Tracer
internal import TracerPictures

/// One of the forms that events are written in: a beginning, events, an end.
protocol EventFormatter {
    /// Whether a file of it can be ended, and another begun, behind any event.
    static var isSplittable: Bool { get }

    /// How many columns the terminal has that the output goes to; nil if it is no terminal.
    mutating func setWidth(_ width: Int?)

    mutating func appendBeginning(to buffer: inout OutputBuffer)
    mutating func append(_ event: TracerEvent, to buffer: inout OutputBuffer)
    mutating func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer)
}

extension TextFormatter: EventFormatter {
    static var isSplittable: Bool { true }

    func appendBeginning(to buffer: inout OutputBuffer) { appendHeader(to: &buffer) }
    func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {}
}

extension TreeFormatter: EventFormatter {
    static var isSplittable: Bool { false }

    func appendBeginning(to buffer: inout OutputBuffer) { appendHeader(to: &buffer) }
    mutating func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        appendSummary(to: &buffer)
    }
}

extension JSONFormatter: EventFormatter {
    static var isSplittable: Bool { true }

    /// In a new file nothing can be referred to yet.
    mutating func appendBeginning(to buffer: inout OutputBuffer) { forgetEnvironments() }
    func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        if let summary { SummaryFormatter.append(json: summary, to: &buffer) }
    }
}

extension TraceEventFormatter: EventFormatter {
    static var isSplittable: Bool { false }

    mutating func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        finish(summary, to: &buffer)
    }
}

extension PageFormatter: EventFormatter {
    static var isSplittable: Bool { false }

    mutating func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        finish(summary, to: &buffer)
    }
}

extension EventFormatter {
    /// Only text depends on it.
    mutating func setWidth(_ width: Int?) {}
}

public import TracerCapture
public import TracerOutput
public import TracerPictures

/// One of the forms that events are written in: a beginning, events, an end.
public protocol EventFormatter {
    /// Whether a file of it can be ended, and another begun, behind any event.
    static var isSplittable: Bool { get }

    /// How many columns the terminal has that the output goes to; nil if it is no terminal.
    mutating func setWidth(_ width: Int?)

    mutating func appendBeginning(to buffer: inout OutputBuffer)
    mutating func append(_ event: TracerEvent, to buffer: inout OutputBuffer)
    mutating func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer)
}

extension TextFormatter: EventFormatter {
    public static var isSplittable: Bool { true }

    public func appendBeginning(to buffer: inout OutputBuffer) { appendHeader(to: &buffer) }
    public func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {}
}

extension TreeFormatter: EventFormatter {
    public static var isSplittable: Bool { false }

    public func appendBeginning(to buffer: inout OutputBuffer) { appendHeader(to: &buffer) }
    public mutating func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        appendSummary(to: &buffer)
    }
}

extension JSONFormatter: EventFormatter {
    public static var isSplittable: Bool { true }

    /// In a new file nothing can be referred to yet.
    public mutating func appendBeginning(to buffer: inout OutputBuffer) { forgetEnvironments() }
    public func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        if let summary { SummaryFormatter.append(json: summary, to: &buffer) }
    }
}

extension TraceEventFormatter: EventFormatter {
    public static var isSplittable: Bool { false }

    public mutating func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        finish(summary, to: &buffer)
    }
}

extension PageFormatter: EventFormatter {
    public static var isSplittable: Bool { false }

    public mutating func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        finish(summary, to: &buffer)
    }
}

extension EventFormatter {
    /// Only text depends on it.
    public mutating func setWidth(_ width: Int?) {}
}

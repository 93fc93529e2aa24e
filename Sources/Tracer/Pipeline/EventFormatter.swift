public import TracerCapture
public import TracerOutput
public import TracerPictures

/// One output format: a beginning, events, an end.
public protocol EventFormatter {
    /// Whether a file can end, and another begin, after any event.
    static var isSplittable: Bool { get }
    /// Whether the beginning is written even if no event follows.
    static var isDocument: Bool { get }

    /// Sets the width of the output terminal in columns; nil if it is no terminal.
    mutating func setWidth(_ width: Int?)

    /// - Parameter time: Of the first event, or of the beginning of the trace.
    mutating func appendBeginning(at time: UInt64, to buffer: inout OutputBuffer)
    mutating func append(_ event: TracerEvent, to buffer: inout OutputBuffer)
    mutating func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer)
}

extension TextFormatter: EventFormatter {
    public static var isSplittable: Bool { true }

    public func appendBeginning(at time: UInt64, to buffer: inout OutputBuffer) {
        appendHeader(at: time, to: &buffer)
    }
    public func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {}
}

extension TreeFormatter: EventFormatter {
    public static var isSplittable: Bool { false }

    public func appendBeginning(at time: UInt64, to buffer: inout OutputBuffer) {
        appendHeader(at: time, to: &buffer)
    }
    public mutating func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        appendSummary(to: &buffer)
    }
}

extension JSONFormatter: EventFormatter {
    public static var isSplittable: Bool { true }

    /// A new file can't refer to environments of the old one.
    public mutating func appendBeginning(at time: UInt64, to buffer: inout OutputBuffer) {
        forgetEnvironments()
    }
    public func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        if let summary { SummaryFormatter.append(json: summary, to: &buffer) }
    }
}

extension TraceEventFormatter: EventFormatter {
    public static var isSplittable: Bool { false }
    public static var isDocument: Bool { true }

    public func appendBeginning(at time: UInt64, to buffer: inout OutputBuffer) {
        appendBeginning(to: &buffer)
    }

    public mutating func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        finish(summary, to: &buffer)
    }
}

extension PageFormatter: EventFormatter {
    public static var isSplittable: Bool { false }
    public static var isDocument: Bool { true }

    public func appendBeginning(at time: UInt64, to buffer: inout OutputBuffer) {
        appendBeginning(to: &buffer)
    }

    public mutating func appendEnd(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        finish(summary, to: &buffer)
    }
}

extension EventFormatter {
    public static var isDocument: Bool { false }
    /// Only the text formats use the width.
    public mutating func setWidth(_ width: Int?) {}
}

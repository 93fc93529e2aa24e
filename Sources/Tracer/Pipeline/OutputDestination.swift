public import TracerCapture
public import TracerOutput
public import TracerSpans

/// The destination of an output: a file, a terminal, a pipe.
public protocol OutputDestination: AnyObject {
    /// The error of a failed write.
    associatedtype Fault: Error

    /// Bytes to write with the next `flush`.
    var pending: OutputBuffer { get set }
    /// Whether the destination has lost its reader.
    var isClosed: Bool { get }
    /// Events that were dropped.
    var lost: UInt64 { get }
    /// The current width of the terminal in columns; nil if it is no terminal.
    var columns: Int? { get }

    /// Whether there is room for another event; if not, the event counts as lost.
    func hasRoom() -> Bool
    /// Marks the bytes added since the last call as one event.
    func endEvent()
    /// Writes pending bytes, or queues them for writing.
    func flush() throws(Fault)
    /// Recreates the file if the old one was moved away; returns whether it did.
    func reopen() throws(Fault) -> Bool
    /// Makes a last attempt to write what is left.
    func end() throws(Fault)
}

/// A network collector of spans. Only `waitForRoom` and `finish` block.
public protocol SpanDestination: AnyObject {
    func take(_ span: Span)
    func flush()
    /// Waits until there is room for spans, or until it is certain that there won't be.
    func waitForRoom()
    /// Sends what is left, within a time limit.
    func finish() -> ExportCounts
}

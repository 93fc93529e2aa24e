public import TracerCapture
public import TracerOutput
public import TracerSpans

/// Where the bytes of an output go: a file, a terminal, a pipe.
public protocol OutputDestination: AnyObject {
    /// Why it can't be written to.
    associatedtype Fault: Error

    /// Bytes to be written with the next `flush`.
    var pending: OutputBuffer { get set }
    /// Whether nobody reads it any more.
    var isClosed: Bool { get }
    /// Events that are not in it, and won't be.
    var lost: UInt64 { get }
    /// How many columns the terminal has now; nil if it is no terminal.
    var columns: Int? { get }

    /// Whether another event may be added; if not, the event is counted as lost.
    func hasRoom() -> Bool
    /// Notes that what has been added since the last call is an event.
    func endEvent()
    /// Writes what is pending, or has it written.
    func flush() throws(Fault)
    /// Makes the file anew if the old one was moved away; returns whether it did.
    func reopen() throws(Fault) -> Bool
    /// Tries the last time to write what is left.
    func end() throws(Fault)
}

/// A collector of spans, over the network. Only `waitForRoom` and `finish` wait for it.
public protocol SpanDestination: AnyObject {
    func take(_ span: Span)
    func flush()
    /// Waits until spans won't be dropped for want of room, or it is certain that they will.
    func waitForRoom()
    /// Sends what is left, within a limit of time.
    func finish() -> ExportCounts
}

internal import Tracer

/// One of the outputs: takes events in their order, and the summary at the end.
///
/// What it gets has been filtered, has gone through the rules, and was redacted, for nothing else makes a
/// `ShownEvent`: it may show all of it.
protocol EventSink: AnyObject {
    var file: OutputFile { get }

    /// Whether nobody reads the output any more.
    var isClosed: Bool { get }

    func take(_ shown: ShownEvent)

    /// Writes what has been collected; called after each batch of events.
    func flush() throws(Failure)

    /// Begins a new file if the old one was moved away; nothing, if the form can't be split.
    func reopen() throws(Failure)

    /// The last call.
    ///
    /// - Parameter summary: nil if there is none: a recorded run that was interrupted.
    func finish(_ summary: CaptureSummary?) throws(Failure)
}

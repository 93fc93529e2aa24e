internal import Tracer

/// An output of one form into one file.
final class FileSink<Formatter: EventFormatter>: EventSink {
    private var formatter: Formatter
    let file: OutputFile
    private let isAside: Bool
    private let terminal: Terminal

    /// - Parameters:
    ///   - isAside: It is an output beside the main one, so a trace doesn't end because nobody reads it.
    ///   - terminal: What the file is, if it is one.
    init(
        _ formatter: Formatter, to file: OutputFile, isAside: Bool = false,
        terminal: Terminal = .none
    ) {
        self.formatter = formatter
        self.file = file
        self.isAside = isAside
        self.terminal = terminal
        self.formatter.appendBeginning(to: &file.pending)
    }

    var isClosed: Bool { !isAside && file.isClosed }

    func take(_ shown: ShownEvent) {
        guard file.hasRoom() else { return }
        formatter.append(shown.event, to: &file.pending)
        file.endEvent()
    }

    func flush() throws(Failure) {
        try file.flush()
        // What comes next fits a terminal that was resized in the meantime.
        if let width = terminal.currentWidth { formatter.setWidth(width) }
    }

    func reopen() throws(Failure) {
        guard Formatter.isSplittable else { return }
        if try file.reopen() { formatter.appendBeginning(to: &file.pending) }
    }

    func finish(_ summary: CaptureSummary?) throws(Failure) {
        formatter.appendEnd(summary, to: &file.pending)
        try file.end()
    }
}

internal import Tracer

/// An output of one form into one file.
final class FileSink<Formatter: EventFormatter>: EventSink {
    private var formatter: Formatter
    private var file: OutputFile
    private let isAside: Bool
    private let terminal: Terminal

    /// - Parameters:
    ///   - isAside: It is an output beside the main one, so a trace doesn't end because nobody reads it.
    ///   - terminal: What the file is, if it is one.
    init(
        _ formatter: Formatter, to file: consuming OutputFile, isAside: Bool = false,
        terminal: Terminal = .none
    ) {
        self.formatter = formatter
        self.file = file
        self.isAside = isAside
        self.terminal = terminal
        self.formatter.appendBeginning(to: &self.file.pending)
    }

    var isClosed: Bool { !isAside && file.isClosed }

    func take(_ event: TracerEvent) {
        formatter.append(event, to: &file.pending)
    }

    func flush() throws(Failure) {
        try file.flush()
        // What comes next fits a terminal that was resized in the meantime.
        if let width = terminal.currentWidth { formatter.setWidth(width) }
    }

    func reopen() throws(Failure) {
        guard Formatter.isSplittable else { return }
        try flush()
        if try file.reopen() { formatter.appendBeginning(to: &file.pending) }
    }

    func finish(_ summary: CaptureSummary?) throws(Failure) {
        formatter.appendEnd(summary, to: &file.pending)
        try flush()
        guard !Formatter.holdsSummary, let summary else { return }
        var standardError = OutputFile.standardError()
        SummaryFormatter.append(text: summary, to: &standardError.pending)
        try standardError.flush()
    }
}

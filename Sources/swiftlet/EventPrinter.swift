internal import Tracer

/// Formats events as they come, and writes them out batch by batch.
final class EventPrinter {
    private enum Formatter {
        case text(TextFormatter)
        case json(JSONFormatter)
    }

    private var formatter: Formatter
    private var output: OutputFile
    private let kinds: EventKinds
    private let limit: Int
    private var count = 0

    /// - Throws: `Failure` if the output file can't be made.
    init(_ options: TraceCommand, clock: WallClock) throws(Failure) {
        let terminal: Terminal
        if let path = options.output {
            output = try OutputFile.create(path)
            terminal = .none
        } else {
            output = .standardOutput()
            terminal = .standardOutput()
        }
        switch options.format {
        case .text:
            let text = TextFormatter(
                environment: options.env?.form ?? .none, clock: clock, color: terminal.hasColor,
                width: terminal.width)
            text.appendHeader(to: &output.pending)
            formatter = .text(text)
        case .json:
            formatter = .json(
                JSONFormatter(environment: options.env?.form ?? .all, clock: clock))
        }
        kinds = options.events
        limit = options.maxEvents ?? .max
    }

    /// Whether as many events have been shown as were asked for.
    var isFull: Bool { count >= limit }
    /// Whether nobody reads the output any more.
    var isClosed: Bool { output.isClosed }

    func print(_ event: TracerEvent) {
        guard !isFull, kinds.contains(event.kind) else { return }
        count += 1
        switch formatter {
        case .text(var text):
            text.append(event, to: &output.pending)
            formatter = .text(text)
        case .json(var json):
            json.append(event, to: &output.pending)
            formatter = .json(json)
        }
    }

    /// Ends the output: in JSON with the summary as the last line, in text with one on standard error,
    /// where it doesn't get in the way of what the command itself prints.
    func finish(_ summary: CaptureSummary) throws(Failure) {
        switch formatter {
        case .json:
            SummaryFormatter.append(json: summary, to: &output.pending)
        case .text:
            try flush()
            var standardError = OutputFile.standardError()
            SummaryFormatter.append(text: summary, to: &standardError.pending)
            try standardError.flush()
        }
        try flush()
    }

    func flush() throws(Failure) {
        try output.flush()
    }
}

extension TracerEvent {
    fileprivate var kind: EventKinds {
        switch self {
        case .exec: .exec
        case .exit: .exit
        case .fork: .fork
        }
    }
}

extension TraceCommand.Environment {
    fileprivate var form: EnvironmentForm {
        switch self {
        case .none: .none
        case .names: .names
        case .diff: .diff
        case .all: .all
        }
    }
}

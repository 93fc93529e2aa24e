public import ArgumentParser
internal import Tracer
internal import TracerPictures
public import TracerPipeline
internal import TracerSpans

/// What is shown, how and where. A live trace and a replay share these options.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
        case traceEvent = "trace-event"
        case otlpJSON = "otlp-json"
    }
    enum Environment: String, ExpressibleByArgument, CaseIterable {
        case none, names, diff, all, ref
    }

    @Option(
        name: .customLong("format"),
        help:
            "text: columns for people; json: one object per line; trace-event: for ui.perfetto.dev and chrome://tracing; otlp-json: OpenTelemetry spans. (default: text, unless --html is given)"
    )
    var chosenFormat: Format?

    @Option(
        help: ArgumentHelp(
            "Also write an HTML page with a timeline, a search, and environment changes. It loads nothing from elsewhere.",
            valueName: "file"))
    var html: String?

    @Flag(
        help:
            "Text as a tree: each exec below the program that forked it, live, and the complete tree at the end.")
    var tree = false

    @Flag(help: "Text: show a command below each exec that runs it again.")
    var showCommand = false

    @Flag(help: "Text: show user, working directory, terminal and container below each exec.")
    var context = false

    @Option(
        help: ArgumentHelp(
            "Write to this file, with mode 0600; - for standard output. (default: standard error with a command, else standard output)",
            valueName: "file"))
    var output: String?

    @Flag(help: "Append to the --output file if it exists.")
    var append = false

    @Option(
        help:
            "How much environment to show; diff is against the parent's; ref (JSON) is like all, but writes each environment only once. (default: none in text, all in JSON)"
    )
    var env: Environment?

    @Option(
        help: ArgumentHelp(
            "What to hide: default (names like *TOKEN* and *PASSW*, passwords in URLs and arguments), none, or more names (repeatable).",
            valueName: "default|none|glob"))
    var redact: [RedactOption] = []

    @Option(
        name: .customLong("events"),
        help: ArgumentHelp(
            "The kinds of events, separated by commas: exec, exit, fork, tcp. (default: exec,exit; in a replay, all recorded kinds)",
            valueName: "kinds"))
    var chosenEvents: EventKinds?

    @Option(help: ArgumentHelp("Stop after this many events.", valueName: "n"))
    var maxEvents: Int?

    @Option(
        help: ArgumentHelp(
            "Read rules from this file: which execs are shown, what is added to them, and what is hidden. It may also set options that the command line leaves out.",
            valueName: "file"))
    var config: String?

    @OptionGroup(title: "OpenTelemetry") var spans: SpanArguments

    func validate() throws {
        if let maxEvents, maxEvents <= 0 {
            throw ValidationError("--max-events must be a positive number")
        }
        // Errors in options from the file name the file.
        if config == nil { try validateTogether() }
    }

    /// Checks that the options are compatible.
    func validateTogether() throws(ValidationError) {
        if hasSpans, !events.isSuperset(of: [.exec, .exit]) {
            throw ValidationError("spans are made of execs and exits: --events must have both")
        }
        if spans.needSpans, !hasSpans {
            throw ValidationError("--trace-id and --attribute need --otlp or --format otlp-json")
        }
        if append, output == nil || output == "-" {
            throw ValidationError("--append is about the file of --output, which is not given")
        }
        if append, format != .json, format != .otlpJSON, format != .text || tree {
            throw ValidationError("--append needs a format of lines: text, json or otlp-json")
        }
        if env == .ref, format != .json {
            throw ValidationError("--env ref is a form of JSON: add --format json")
        }
        for (flag, isSet) in [("tree", tree), ("show-command", showCommand), ("context", context)]
        where isSet && format != .text {
            throw ValidationError(
                "--\(flag) is a form of text: leave out --format \(format.rawValue)")
        }
    }

    var format: Format { chosenFormat ?? .text }

    /// Whether spans are made of the events.
    var hasSpans: Bool { format == .otlpJSON || spans.otlp != nil }

    /// The kinds that a live trace shows.
    var events: EventKinds { chosenEvents ?? .standard }

    /// Opens the main output.
    ///
    /// - Throws: `Failure` if it can't be opened.
    func mainOutput(
        clock: WallClock, of run: TracedRun, spansOf resource: SpanResource
    ) throws(Failure) -> Output<OutputFile> {
        let file = try openOutput(of: run)
        let terminal = file.terminal
        switch format {
        case .text:
            var formatter = TextFormatter(
                environment: env?.form ?? .none, clock: clock, color: terminal.hasColor,
                width: terminal.width)
            formatter.showsCommand = showCommand
            formatter.showsContext = context
            if tree { return EventOutput(TreeFormatter(formatter), to: file) }
            return EventOutput(formatter, to: file)
        case .json:
            var formatter = JSONFormatter(environment: env?.form ?? .all, clock: clock)
            formatter.refersToEnvironments = env == .ref
            return EventOutput(formatter, to: file)
        case .traceEvent:
            let formatter = TraceEventFormatter(environment: env?.form ?? .none, clock: clock)
            return EventOutput(formatter, to: file)
        case .otlpJSON: return SpanOutput(resource: resource, to: file)
        }
    }

    /// Opens the output. If there is a command, standard output belongs to it.
    private func openOutput(of run: TracedRun) throws(Failure) -> OutputFile {
        guard let output else { return run.command.isEmpty ? .standardOutput() : .standardError() }
        return output == "-" ? .standardOutput() : try OutputFile(output, append: append)
    }
}

extension OutputOptions.Environment {
    var form: EnvironmentForm {
        switch self {
        case .none: .none
        case .names: .names
        case .diff: .diff
        case .all, .ref: .all
        }
    }
}

/// Kinds of events on the command line: `exec,exit`.
extension EventKinds: ExpressibleByArgument {
    private static let names: [(String, EventKinds)] = [
        ("exec", .exec), ("exit", .exit), ("fork", .fork), ("tcp", .tcp),
    ]

    public init?(argument: String) {
        var kinds: EventKinds = []
        for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let kind = Self.names.first(where: { $0.0 == name }) else { return nil }
            kinds.insert(kind.1)
        }
        self = kinds
    }

    public var defaultValueDescription: String {
        Self.names.filter { contains($0.1) }.map { $0.0 }.joined(separator: ",")
    }
}

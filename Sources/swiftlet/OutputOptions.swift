internal import ArgumentParser
internal import Tracer
internal import TracerPictures

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
        let hasSpans = format == .otlpJSON || spans.otlp != nil
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

    /// The kinds that a live trace shows.
    var events: EventKinds { chosenEvents ?? .standard }

    /// Opens the outputs that are asked for.
    ///
    /// - Throws: `Failure` if one can't be opened.
    func sinks(clock: WallClock, of run: TracedRun) throws(Failure) -> [any EventSink] {
        // Spans have an output of their own.
        guard format != .otlpJSON else { return [] }
        let file = try openOutput(of: run)
        let terminal = file.terminal
        switch format {
        case .text:
            var formatter = TextFormatter(
                environment: env?.form ?? .none, clock: clock, color: terminal.hasColor,
                width: terminal.width)
            formatter.showsCommand = showCommand
            formatter.showsContext = context
            if tree { return [FileSink(TreeFormatter(formatter), to: file)] }
            return [FileSink(formatter, to: file)]
        case .json:
            var formatter = JSONFormatter(environment: env?.form ?? .all, clock: clock)
            formatter.refersToEnvironments = env == .ref
            return [FileSink(formatter, to: file)]
        case .traceEvent:
            let formatter = TraceEventFormatter(environment: env?.form ?? .none, clock: clock)
            return [FileSink(formatter, to: file)]
        case .otlpJSON: return []
        }
    }

    /// Opens the output. If there is a command, standard output belongs to it.
    private func openOutput(of run: TracedRun) throws(Failure) -> OutputFile {
        guard let output else { return run.command.isEmpty ? .standardOutput() : .standardError() }
        return output == "-" ? .standardOutput() : try OutputFile(output, append: append)
    }

    /// The output of spans: a file, the network, or both; nil if there is none.
    ///
    /// - Throws: `Failure` if one can't be opened, or a setting is invalid.
    func spanSink(clock: WallClock, of run: TracedRun) throws(Failure) -> SpanSink? {
        guard spans.otlp != nil || format == .otlpJSON else { return nil }
        let resource = spans.resource(of: run)
        // First the one that creates no file.
        var network: SpanNetwork?
        if let endpoint = spans.otlp {
            network = try SpanNetwork(
                resource: resource, endpoint: endpoint.isEmpty ? nil : endpoint)
        }
        var file: SpanFile?
        if format == .otlpJSON {
            file = SpanFile(resource: resource, to: try openOutput(of: run))
        }
        return SpanSink(
            spans.options(environment: env?.form ?? .none, of: run, redactor(redact.policy)), clock: clock, of: run,
            file: file, network: network, reportsDrops: !summaryIsText)
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
struct EventKinds: OptionSet, ExpressibleByArgument {
    let rawValue: UInt8

    static let exec = EventKinds(rawValue: 1)
    static let exit = EventKinds(rawValue: 2)
    static let fork = EventKinds(rawValue: 4)
    static let tcp = EventKinds(rawValue: 8)
    static let standard: EventKinds = [.exec, .exit]
    static let all: EventKinds = [.exec, .exit, .fork, .tcp]

    private static let names: [(String, EventKinds)] = [
        ("exec", .exec), ("exit", .exit), ("fork", .fork), ("tcp", .tcp),
    ]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init?(argument: String) {
        var kinds: EventKinds = []
        for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let kind = Self.names.first(where: { $0.0 == name }) else { return nil }
            kinds.insert(kind.1)
        }
        self = kinds
    }

    var defaultValueDescription: String {
        Self.names.filter { contains($0.1) }.map(\.0).joined(separator: ",")
    }
}

internal import SwiftletOptions
internal import Tracer
internal import TracerPictures
internal import TracerPipeline
internal import TracerSpans

/// What is shown, how and where. A live trace and a replay share these options.
struct OutputOptions {
    enum Format: String, CaseIterable {
        case text
        case json
        case traceEvent = "trace-event"
        case otlpJSON = "otlp-json"
    }
    enum ColorChoice: String, CaseIterable {
        case auto, always, never
    }
    enum Environment: String, CaseIterable {
        case none, names, diff, all, ref
    }

    var chosenFormat: Format?
    var html: ByteString?
    var tree: Bool
    var showCommand: Bool
    var context: Bool
    var utc: Bool
    var color: ColorChoice
    var output: ByteString?
    var append: Bool
    var env: Environment?
    var redact: [RedactOption]
    var chosenEvents: EventKinds?
    var maxEvents: Int?
    var config: ByteString?
    var spans: SpanArguments

    static var descriptions: [OptionDescription] {
        [
            OptionDescription(
                "format", short: "f", value: .init("FORMAT", known: Format.names),
                help:
                    "`text`: columns for people; `json`: one object per line; `trace-event`: for ui.perfetto.dev and chrome://tracing; `otlp-json`: OpenTelemetry spans.",
                standard: "`text`, unless `--html` is given"),
            OptionDescription(
                "html", value: .file(),
                help:
                    "Also write an HTML page with a timeline, a search, and environment changes. It loads nothing from elsewhere.",
                details: "output.md#page"),
            OptionDescription(
                "tree", short: "t",
                help:
                    "Text as a tree: each exec below the program that forked it, live, and the complete tree at the end."
            ),
            OptionDescription(
                "show-command", help: "Text: show a command below each exec that runs it again.",
                details: "output.md#text"),
            OptionDescription(
                "context",
                help:
                    "Text: show user, working directory, terminal and container below each exec."),
            OptionDescription("utc", help: "Text: show times in UTC, not local time."),
            OptionDescription(
                "color", value: .init("WHEN", known: ColorChoice.allCases.map { $0.rawValue }),
                help: "Text: use colours; `auto` does on a terminal, unless `NO_COLOR` is set.",
                standard: "`auto`"),
            OptionDescription(
                "output", short: "o", value: .file(),
                help: "Write to this file, with mode 0600; `-` for standard output.",
                standard: "standard error with a command, else standard output",
                details: "output.md#output-files"),
            OptionDescription(
                "append", short: "a", help: "Append to the `--output` file if it exists."),
            OptionDescription(
                "env", value: .init("FORM", known: Environment.names),
                help:
                    "How much environment to show; `diff` is against the parent's; `ref` (JSON) is like `all`, but writes each environment only once.",
                standard: "`none` in text, `all` in JSON"),
            OptionDescription(
                "redact", value: .init("default|none|GLOB"),
                help:
                    "What to hide: `default` (names like `*TOKEN*` and `*PASSW*`, passwords in URLs and arguments), `none`, or more names.",
                standard: "`default`", isRepeatable: true, details: "output.md#redaction"),
            OptionDescription(
                "events", value: .init("KINDS", known: EventKinds.names, isList: true),
                help: "The kinds of events, separated by commas: `exec`, `exit`, `fork`, `tcp`.",
                standard: "`exec,exit`; in a replay, all recorded kinds"),
            OptionDescription(
                "max-events", value: .init("N"), help: "Stop after this many events."),
            OptionDescription(
                "config", value: .file(),
                help:
                    "Read rules from this file: which execs are shown, what is added to them, and what is hidden. It may also set options that the command line leaves out.",
                details: "rules.md"),
        ]
    }

    init(_ arguments: ParsedArguments) throws(UsageError) {
        chosenFormat = try arguments.last("format", expected: "a format") { Format(rawValue: $0) }
        html = arguments.last("html")
        tree = arguments.has("tree")
        showCommand = arguments.has("show-command")
        context = arguments.has("context")
        utc = arguments.has("utc")
        color =
            try arguments.last("color", expected: "auto, always or never") { ColorChoice(rawValue: $0) }
            ?? .auto
        output = arguments.last("output")
        append = arguments.has("append")
        env = try arguments.last("env", expected: "a form") { Environment(rawValue: $0) }
        redact = arguments.all("redact").map { RedactOption($0) }
        chosenEvents = try arguments.last("events", expected: "kinds") { EventKinds(names: $0) }
        maxEvents = try arguments.last("max-events", expected: "a positive number") {
            Int($0).flatMap { $0 > 0 ? $0 : nil }
        }
        config = arguments.last("config")
        spans = try SpanArguments(arguments)
        // Errors in options from the file name the file.
        if config == nil { try validateTogether() }
    }

    /// Checks that the options are compatible.
    func validateTogether() throws(UsageError) {
        if hasSpans, !events.isSuperset(of: [.exec, .exit]) {
            throw .conflict("spans are made of execs and exits: --events must have both")
        }
        if spans.needSpans, !hasSpans {
            throw .conflict("--trace-id and --attribute need --otlp or --format otlp-json")
        }
        if append, output == nil || output == "-" {
            throw .conflict("--append is about the file of --output, which is not given")
        }
        if append, format != .json, format != .otlpJSON, format != .text || tree {
            throw .conflict("--append needs a format of lines: text, json or otlp-json")
        }
        if env == .ref, format != .json {
            throw .conflict("--env ref is a form of JSON: add --format json")
        }
        for (flag, isSet) in [
            ("tree", tree), ("show-command", showCommand), ("context", context), ("utc", utc),
            ("color", color != .auto),
        ]
        where isSet && format != .text {
            throw .conflict(
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
                environment: env?.form ?? .none, clock: clock, color: hasColor(terminal), width: terminal.width)
            formatter.showsCommand = showCommand
            formatter.showsContext = context
            // With a command, the columns come with its first exec: there may be none.
            let start = run.isLive && run.command.isEmpty ? run.start : nil
            if tree { return EventOutput(TreeFormatter(formatter), to: file, beginsAt: start) }
            return EventOutput(formatter, to: file, beginsAt: start)
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

    private func hasColor(_ terminal: Terminal) -> Bool {
        switch color {
        case .auto: terminal.hasColor
        case .always: true
        case .never: false
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
extension EventKinds {
    private static var named: [(name: String, kind: EventKinds)] {
        [("exec", .exec), ("exit", .exit), ("fork", .fork), ("tcp", .tcp)]
    }

    static var names: [String] { named.map { $0.name } }

    /// - Returns: nil if one of the names is unknown.
    init?(names: String) {
        let known = Self.named
        self = []
        for name in names.split(separator: ",", omittingEmptySubsequences: false) {
            guard let kind = known.first(where: { $0.name == name }) else { return nil }
            insert(kind.kind)
        }
    }
}

extension CaseIterable where Self: RawRepresentable, RawValue == String {
    /// The values on the command line.
    static var names: [String] { allCases.map { $0.rawValue } }
}

internal import ELFLoader
internal import SwiftletOptions
internal import Tracer
internal import TracerSpans

/// The trace that spans belong to, their attributes, and where they are sent.
struct SpanArguments {
    /// Empty: the endpoint comes from the environment.
    let otlp: String?
    let traceID: TraceID?
    let parentID: SpanID?
    let attributes: [AttributeArgument]

    static var descriptions: [OptionDescription] {
        let group = OptionDescription.Group("OpenTelemetry")
        return [
            OptionDescription(
                "otlp", value: .init("URL", optional: ["http://", "https://"]),
                help:
                    "Also send spans over OTLP/HTTP: to the URL, else to OTEL_EXPORTER_OTLP_ENDPOINT, else to http://localhost:4318.",
                group: group, details: "output.md#spans-over-the-network"),
            OptionDescription(
                "trace-id", value: .init("HEX"),
                help: "The trace that spans belong to, in 32 hex digits.",
                standard: "TRACEPARENT's, else a new one", group: group),
            OptionDescription(
                "parent-id", value: .init("HEX"),
                help: "The root span's parent in the trace of `--trace-id`, in 16 hex digits.",
                group: group),
            OptionDescription(
                "attribute", value: .init("K=V"),
                help:
                    "Add an attribute to every span. With `K=env:NAME` its value is the variable NAME in each program's environment.",
                isRepeatable: true, group: group),
        ]
    }

    init(_ arguments: ParsedArguments) throws(UsageError) {
        otlp = try arguments.last("otlp", expected: "a URL") { $0 }
        traceID = try arguments.last("trace-id", expected: "32 hex digits, not all of them 0") {
            TraceID(parsing: $0.utf8)
        }
        parentID = try arguments.last("parent-id", expected: "16 hex digits, not all of them 0") {
            SpanID(parsing: $0.utf8)
        }
        attributes = try arguments.all("attribute", expected: "KEY=VALUE or KEY=env:NAME") {
            AttributeArgument($0)
        }
        if parentID != nil, traceID == nil {
            throw .conflict(
                "--parent-id needs --trace-id: a span's id says nothing without its trace")
        }
    }

    /// Whether any option was given that is meaningless without spans.
    var needSpans: Bool { traceID != nil || !attributes.isEmpty }

    /// The options of the spans of this run.
    func options(environment: EnvironmentForm, of run: TracedRun, _ redactor: Redactor)
        -> SpanOptions
    {
        var redactor = redactor
        var options = SpanOptions()
        var command = StringList()
        for word in run.command { command.append(word.bytes[...]) }
        options.command = redactor.shown(command: command)
        options.start = run.start
        options.isRecorded = !run.isLive
        options.traceID = traceID
        options.parentSpanID = parentID
        options.environment = environment
        if run.isLive, let caller = Kernel.environment("TRACEPARENT") {
            options.caller = TraceParent(parsing: Array(caller.utf8)[...])
        }
        options.additions = attributes.map { $0.addition }
        var own = StringList()
        for case .variable(let name) in options.additions.map({ $0.value }) where run.isLive {
            if let value = Kernel.environment(name) {
                own.append(Array("\(name)=\(value)".utf8)[...])
            }
        }
        options.ownVariables = redactor.shown(environment: own)
        if let passwd = try? Kernel.readFile("/etc/passwd") {
            options.users = UserTable(parsing: passwd)
        }
        return options
    }

    /// The service and the host that spans are about.
    func resource(of run: TracedRun) -> SpanResource {
        var resource = SpanResource()
        resource.scopeVersion = Swiftlet.version
        resource.set("service.name", "swiftlet")
        resource.set("service.version", Swiftlet.version)
        // A recorded run may come from another host.
        if run.isLive {
            resource.set("os.type", "linux")
            for (key, file) in [("host.name", "hostname"), ("os.version", "osrelease")] {
                guard let line = try? Kernel.readFile("/proc/sys/kernel/\(file)") else { continue }
                resource.set(key, String(decoding: line.prefix { $0 != 0x0a }, as: UTF8.self))
            }
        }
        let isValid = resource.add(
            attributes: Kernel.environment("OTEL_RESOURCE_ATTRIBUTES"),
            serviceName: Kernel.environment("OTEL_SERVICE_NAME"))
        if !isValid {
            let standardError = OutputFile.standardError()
            standardError.write(
                "swiftlet: OTEL_RESOURCE_ATTRIBUTES is ignored: expected key=value pairs with commas between them, percent-encoded\n"
            )
            standardError.flushMessage()
        }
        return resource
    }
}

/// An attribute on the command line: `team=build`, `job=env:CI_JOB_ID`.
struct AttributeArgument {
    let addition: SpanOptions.Addition

    init?(_ argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
            return nil
        }
        let value = argument[argument.index(after: equals)...]
        if value.hasPrefix("env:") {
            let name = value.dropFirst(4)
            guard !name.isEmpty, !name.contains("=") else { return nil }
            addition = .init(key: String(argument[..<equals]), value: .variable(String(name)))
        } else {
            addition = .init(key: String(argument[..<equals]), value: .constant(String(value)))
        }
    }
}

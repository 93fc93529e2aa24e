internal import ELFLoader
internal import SwiftletOptions
internal import SwiftletShims
internal import Tracer

/// `swiftlet doctor`
struct DoctorCommand: Command {
    let json: Bool

    init(_ arguments: ParsedArguments) throws(UsageError) {
        json = arguments.has("json")
    }

    func run() throws(Failure) -> Int32 {
        let report = HostReport()
        // Without the privilege for bpf(2), a probe shows nothing about the kernel.
        var isPermitted = true
        switch report.failure {
        case .notPermitted, .userNamespace: isPermitted = false
        default: break
        }
        let features = isPermitted ? KernelFeatures.list() : []
        let output = OutputFile.standardOutput()
        if json {
            output.write(Self.json(report, features))
        } else {
            let columns = swiftlet_terminal_columns(1)
            output.write(
                message: Self.text(
                    report, features, width: columns > 0 ? min(Int(columns), 100) : 80))
        }
        try output.flush()
        return report.failure?.exitStatus ?? 0
    }

    static var name: String { "doctor" }

    static var description: CommandDescription {
        CommandDescription(
            name: name,
            abstract: "Check what this host lets the tracer and the loader do.",
            discussion: [
                "Each line shows what was found and, if something is missing, what to do about it. Whether tracing works is decided by loading and attaching the tracer's programs, as a trace does. Nothing stays behind."
            ],
            options: [OptionDescription("json", help: "Print one JSON object instead of lines.")],
            examples: [
                "swiftlet doctor",
                "swiftlet doctor --json | jq '.checks[] | select(.result != \"ok\")'",
            ],
            statuses: [
                (0, "tracing works"),
                (69, "tracing does not work: the kernel lacks something, or refuses it"),
                (77, "tracing does not work: not permitted"),
            ])
    }
}

extension HostCheck.Result {
    fileprivate var word: StaticString {
        switch self {
        case .works: "ok"
        case .limited: "limited"
        case .missing: "missing"
        case .unknown: "unknown"
        }
    }
}

extension DoctorCommand {
    /// A line for each check; long ones are wrapped.
    private static func text(
        _ report: HostReport, _ features: [KernelFeatures.Feature], width: Int
    ) -> String {
        var text = ""
        for check in report.checks {
            append(
                "\(check.result.word)", "\(check.name)",
                check.found.isEmpty ? [] : check.found.wrapped(to: width - column), to: &text)
            guard let advice = check.advice else { continue }
            for line in ("→ " + advice).wrapped(to: width - column) {
                text += String(repeating: " ", count: column) + line + "\n"
            }
        }
        if !features.isEmpty { text += "\nfeatures of the kernel that objects may need\n" }
        for feature in features {
            append(
                feature.isThere ? "ok" : "-", "since " + feature.since, [feature.name], to: &text)
        }
        return text + (report.failure == nil ? "\ntracing works\n" : "\ntracing does not work\n")
    }

    private static var column: Int { 28 }

    private static func append(
        _ result: String, _ name: String, _ lines: [String], to text: inout String
    ) {
        var start = padded(result, to: 9) + name
        if lines.isEmpty { text += start + "\n" }
        for line in lines {
            text += padded(start, to: column) + line + "\n"
            start = ""
        }
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.utf8.count))
    }

    /// One JSON object on one line.
    private static func json(_ report: HostReport, _ features: [KernelFeatures.Feature]) -> String {
        var buffer = OutputBuffer()
        buffer.beginObject()
        buffer.member("traces", report.failure == nil)
        buffer.key("checks")
        buffer.beginArray()
        for check in report.checks {
            buffer.beginObject()
            buffer.member("name", check.name)
            buffer.member("result", check.result.word)
            buffer.member("found", text: check.found)
            buffer.member("advice", text: check.advice)
            buffer.endObject()
        }
        buffer.endArray()
        buffer.key("features")
        buffer.beginArray()
        for feature in features {
            buffer.beginObject()
            buffer.member("name", text: feature.name)
            buffer.member("since", text: feature.since)
            buffer.member("present", feature.isThere)
            buffer.endObject()
        }
        buffer.endArray()
        buffer.member("error", text: report.failure.map { "\($0)" })
        buffer.endLine()
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}

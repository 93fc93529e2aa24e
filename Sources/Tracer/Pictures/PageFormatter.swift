// Renders events as a single page that shows a run: a chart of its processes, search, details.
//
//     <head>  the policy: no network; only this script and this style, by their digests
//     <body>  the frame
//     <script type="application/json">[
//     {"exec":{…},"command":"…","env":0,"strings":["A=1",…],"sets":[[0,…]]},
//     {"exit":{…}}, …
//     {"summary":{…}}]</script>
//     <script>  PageScript
//
// Events are written as they arrive, each as in the JSON of a trace. Environments are written once: each
// string gets a number (`strings`), and so does each environment (`sets`, lists of string numbers). Every `<`
// is written as \u003c, so that no data can end the enclosing element.

public import TracerCapture
public import TracerOutput

/// Writes a run as a self-contained HTML page.
public struct PageFormatter: Sendable {
    private var json: JSONFormatter
    private let environment: EnvironmentForm
    private var table = EnvironmentTable()
    private var scratch = OutputBuffer()
    private var line = OutputBuffer()
    private var isFirst = true

    /// - Parameter environment: What the page contains; its script computes the difference from the parent's
    ///   environment.
    public init(environment: EnvironmentForm = .all, clock: WallClock) {
        self.environment = environment
        json = JSONFormatter(environment: .none, clock: clock)
    }

    /// Call this first.
    public func appendBeginning(to buffer: inout OutputBuffer) {
        buffer.append(PageMarkup.beginning)
        buffer.append("default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'sha256-")
        buffer.append(PageScript.digest)
        buffer.append("'; style-src 'sha256-")
        buffer.append(PageStyle.digest)
        buffer.append("'\"><style>")
        buffer.append(PageStyle.text)
        buffer.append("</style></head>\n")
        buffer.append(PageMarkup.body)
        buffer.append("<script type=\"application/json\" id=\"run\">[")
    }

    public mutating func append(_ event: TracerEvent, to buffer: inout OutputBuffer) {
        switch event {
        case .exec(let exec):
            begin("exec") { $0.append(event, to: &$1) }
            appendCommand(of: exec)
            appendEnvironments(of: exec)
        case .exit: begin("exit") { $0.append(event, to: &$1) }
        case .tcp: begin("tcp") { $0.append(event, to: &$1) }
        case .fork: return
        }
        appendScratch(to: &buffer)
    }

    /// Ends the page.
    public mutating func finish(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        begin("summary") { _, line in
            if let summary {
                SummaryFormatter.append(json: summary, to: &line)
            } else {
                line.nullValue()
            }
        }
        appendScratch(to: &buffer)
        buffer.append("]</script>\n<script>")
        buffer.append(PageScript.text)
        buffer.append("</script></body></html>\n")
    }

    /// Begins an array element with a member that is a line of JSON.
    private mutating func begin(
        _ key: StaticString, _ write: (inout JSONFormatter, inout OutputBuffer) -> Void
    ) {
        line.removeAll()
        write(&json, &line)
        scratch.removeAll()
        scratch.beginObject()
        scratch.key(key)
        let content = line.bytes
        scratch.value(json: content.span)
    }

    /// Appends the arguments as words that a shell reads back.
    private mutating func appendCommand(of exec: ExecEvent) {
        var command = OutputBuffer()
        command.append(pipeInto: exec)
        for position in 0..<exec.arguments.count {
            if position > 0 { command.append(UInt8(ascii: " ")) }
            if let argument = exec.arguments[position] {
                command.append(shellWord: argument.span, isCommand: position == 0)
            } else {
                command.append(UInt8(ascii: "?"))
            }
        }
        command.append(redirectionsOf: exec)
        scratch.member("command", command.bytes.span)
    }

    private mutating func appendEnvironments(of exec: ExecEvent) {
        guard environment != .none else { return }
        let namesOnly = environment == .names
        scratch.member("env", table.number(of: exec.environment, namesOnly: namesOnly))
        if let parentEnvironment = exec.parentEnvironment {
            scratch.member(
                "parent_env", table.number(of: parentEnvironment, namesOnly: namesOnly))
        }
        let (strings, sets) = table.takeNew()
        if !strings.isEmpty {
            scratch.key("strings")
            scratch.beginArray()
            for string in strings { scratch.value(string.span) }
            scratch.endArray()
        }
        guard !sets.isEmpty else { return }
        scratch.key("sets")
        scratch.beginArray()
        for set in sets {
            scratch.beginArray()
            for number in set { scratch.value(number) }
            scratch.endArray()
        }
        scratch.endArray()
    }

    /// Appends an array element in which `<` occurs only in strings.
    private mutating func appendScratch(to buffer: inout OutputBuffer) {
        scratch.endObject()
        buffer.append(isFirst ? "\n" : ",\n")
        isFirst = false
        let content = scratch.bytes
        let bytes = content.span
        var copied = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "<") {
            buffer.append(bytes.extracting(copied..<index))
            buffer.append(#"\u003c"#)
            copied = index + 1
        }
        buffer.append(bytes.extracting(copied..<bytes.count))
    }
}

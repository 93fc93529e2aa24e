// Events → one page that shows a run: a chart of its processes, search, details.
//
//     <head>  the policy: no network; this script and this style, by their digests
//     <body>  the frame
//     <script type="application/json">[
//     {"exec":{…},"command":"…","env":0,"strings":["A=1",…],"sets":[[0,…]]},
//     {"exit":{…}}, …
//     {"summary":{…}}]</script>
//     <script>  PageScript
//
// Events are written as they come, each as in the JSON of a trace. Environments are written once: each
// string gets a number (`strings`), each environment too (`sets`, lists of strings' numbers). Every `<`
// is written as \u003c, so that nothing in the data can end the element that it stands in.

public import TracerCapture
public import TracerOutput

/// Writes a run as a self-contained page of HTML.
public struct PageFormatter: Sendable {
    private var json: JSONFormatter
    private let environment: EnvironmentForm
    private var table = EnvironmentTable()
    private var scratch = OutputBuffer()
    private var isFirst = true

    /// - Parameter environment: What is in the page; the difference to the parent's is worked out there.
    public init(environment: EnvironmentForm = .all, clock: WallClock) {
        self.environment = environment
        json = JSONFormatter(environment: .none, clock: clock)
    }

    /// To be called before all else.
    public func appendBeginning(to buffer: inout OutputBuffer) {
        buffer.append(PageMarkup.beginning)
        buffer.append("default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'sha256-")
        let script = Self.digest(PageScript.text)
        buffer.append(base64: script.span)
        buffer.append("'; style-src 'sha256-")
        let style = Self.digest(PageStyle.text)
        buffer.append(base64: style.span)
        buffer.append("'\"><style>")
        buffer.append(PageStyle.text)
        buffer.append("</style></head>\n")
        buffer.append(PageMarkup.body)
        buffer.append("<script type=\"application/json\" id=\"run\">[")
    }

    private static func digest(_ text: StaticString) -> [UInt8] {
        SHA256.digest(Array(text.description.utf8))
    }

    public mutating func append(_ event: TracerEvent, to buffer: inout OutputBuffer) {
        scratch.removeAll()
        switch event {
        case .exec(let exec):
            scratch.append(#"{"exec":"#)
            json.append(event, to: &scratch)
            appendCommand(of: exec)
            appendEnvironments(of: exec)
        case .exit:
            scratch.append(#"{"exit":"#)
            json.append(event, to: &scratch)
        case .tcp:
            scratch.append(#"{"tcp":"#)
            json.append(event, to: &scratch)
        case .fork: return
        }
        scratch.append(0x7d)
        appendScratch(to: &buffer)
    }

    /// Ends the page.
    public mutating func finish(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        scratch.removeAll()
        scratch.append(#"{"summary":"#)
        if let summary {
            SummaryFormatter.append(json: summary, to: &scratch)
        } else {
            scratch.append("null")
        }
        scratch.append(0x7d)
        appendScratch(to: &buffer)
        buffer.append("]</script>\n<script>")
        buffer.append(PageScript.text)
        buffer.append("</script></body></html>\n")
    }

    /// Appends the arguments as words that a shell reads back.
    private mutating func appendCommand(of exec: ExecEvent) {
        var command = OutputBuffer()
        for position in 0..<exec.arguments.count {
            if position > 0 { command.append(0x20) }
            if let argument = exec.arguments[position] {
                command.append(shellWord: argument.span, isCommand: position == 0)
            } else {
                command.append(0x3f)
            }
        }
        scratch.append(#","command":"#)
        scratch.append(jsonString: command.bytes.span)
    }

    private mutating func appendEnvironments(of exec: ExecEvent) {
        guard environment != .none else { return }
        let namesOnly = environment == .names
        let own = table.number(of: exec.environment, namesOnly: namesOnly)
        scratch.append(#","env":"#)
        scratch.append(decimal: own)
        if let parentEnvironment = exec.parentEnvironment {
            scratch.append(#","parent_env":"#)
            scratch.append(decimal: table.number(of: parentEnvironment, namesOnly: namesOnly))
        }
        let (strings, sets) = table.takeNew()
        if !strings.isEmpty {
            scratch.append(#","strings":["#)
            for position in strings.indices {
                if position > 0 { scratch.append(0x2c) }
                let string = strings[position]
                scratch.append(jsonString: string.span)
            }
            scratch.append(0x5d)
        }
        guard !sets.isEmpty else { return }
        scratch.append(#","sets":["#)
        for position in sets.indices {
            scratch.append(position > 0 ? ",[" : "[")
            for index in sets[position].indices {
                if index > 0 { scratch.append(0x2c) }
                scratch.append(decimal: sets[position][index])
            }
            scratch.append(0x5d)
        }
        scratch.append(0x5d)
    }

    /// Appends a member of the array, in which `<` stands in strings alone.
    private mutating func appendScratch(to buffer: inout OutputBuffer) {
        buffer.append(isFirst ? "\n" : ",\n")
        isFirst = false
        let content = scratch.bytes
        let bytes = content.span
        var copied = 0
        for index in bytes.indices where bytes[index] == 0x3c || bytes[index] == 0x0a {
            buffer.append(bytes.extracting(copied..<index))
            // The line feed is the one behind each event.
            if bytes[index] == 0x3c { buffer.append(#"\u003c"#) }
            copied = index + 1
        }
        buffer.append(bytes.extracting(copied..<bytes.count))
    }
}

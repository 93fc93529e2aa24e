internal import SwiftletShims
internal import TracerCapture
internal import TracerOutput
internal import TracerPipeline
internal import TracerSecrets
internal import TracerSpans
internal import TracerWire

/// Runs ordinary processes (fork, exec, exit) from records to the bytes of an output: what a live trace does in
/// user space, without the kernel.
struct PipelineSteps {
    static let usage = "forms: \(forms.joined(separator: " ")); environments: same half own FILE"
    private static let forms = [
        "capture", "none", "json", "plain", "diff", "ref", "text", "tree", "otlp",
    ]

    /// Writes to standard output when a batch is complete.
    private final class File: OutputDestination {
        enum Fault: Error {}

        var pending = OutputBuffer()
        var isClosed: Bool { false }
        var lost: UInt64 { 0 }
        var columns: Int? { nil }
        func hasRoom() -> Bool { true }
        func endEvent() {}
        func flush() {
            guard pending.count > 1 << 16 else { return }
            end()
        }
        func reopen() -> Bool { false }
        func end() {
            // SAFETY: the buffer is used only inside the closure that it is handed to.
            unsafe pending.bytes.withUnsafeBytes {
                _ = unsafe swiftlet_write(1, $0.baseAddress, $0.count)
            }
            pending.removeAll()
        }
    }

    private final class NoNetwork: SpanDestination {
        func take(_ span: Span) {}
        func flush() {}
        func waitForRoom() {}
        func finish() -> ExportCounts { ExportCounts(sent: 0, dropped: 0) }
    }

    /// What an exec passes on: strings that end with NUL.
    private struct Program {
        var arguments = Array("cc\0-c\0-O2\0-o\0file.o\0file.c\0".utf8)
        var environment: [UInt8]
    }

    private let form: String
    private let programs: [Program]
    private var stream: EventStream
    private let pipeline: EventPipeline<File, NoNetwork>?

    /// - Parameter environment: `same`: every exec has the same 100 variables; `half`: two of them differ each time;
    ///   `own`: all of them differ each time. Anything else is a file of programs. Each program has two 32-bit
    ///   little-endian lengths, of its arguments and of its environment, followed by these bytes.
    init?(form: String, environment: String) {
        guard Self.forms.contains(form) else { return nil }
        self.form = form
        switch environment {
        case "same": programs = [Self.program(0, changing: 0)]
        case "half": programs = (0..<64).map { Self.program($0, changing: 2) }
        case "own": programs = (0..<64).map { Self.program($0, changing: 100) }
        default:
            programs = Self.programs(Self.contents(of: environment))
            if programs.isEmpty { return nil }
        }
        let clock = WallClock(offset: 1_790_000_000_000_000_000)
        var parts = EventPipeline<File, NoNetwork>.Parts()
        parts.kinds = .all
        let file = File()
        var options = EventStream.Options()
        options.keepsEnvironments = form == "diff"
        parts.redactor.keepsParentEnvironment = form == "diff"
        switch form {
        case "json", "plain": parts.outputs = [EventOutput(JSONFormatter(clock: clock), to: file)]
        case "diff":
            parts.outputs = [EventOutput(JSONFormatter(environment: .diff, clock: clock), to: file)]
        case "ref":
            var formatter = JSONFormatter(clock: clock)
            formatter.refersToEnvironments = true
            parts.outputs = [EventOutput(formatter, to: file)]
        case "text": parts.outputs = [EventOutput(TextFormatter(clock: clock), to: file)]
        case "tree":
            parts.outputs = [EventOutput(TreeFormatter(TextFormatter(clock: clock)), to: file)]
        case "otlp":
            var options = SpanOptions()
            options.seed = 1
            if let trace = TraceID(high: 1, low: 2) { options.newTraceID = trace }
            parts.spans = SpanBuilder(options, clock: clock)
            parts.outputs = [SpanOutput(resource: SpanResource(), to: file)]
        default: break
        }
        if form == "plain" { parts.redactor = Redactor(.none) }
        stream = EventStream(options: options)
        pipeline = form == "capture" ? nil : EventPipeline(parts)
    }

    mutating func run(_ count: Int) throws {
        var records = Records()
        var all: [[UInt8]] = []
        for program in programs {
            all.append(records.fork(2, child: 10))
            all.append(
                records.exec(
                    10, pid: 10, arguments: program.arguments, environment: program.environment))
            all.append(records.exit(10))
        }
        // The parent, for the difference.
        let parent = records.exec(2, pid: 2, environment: programs[0].environment)
        let pipeline = pipeline
        try take(parent, pipeline)
        for process in 0..<count {
            let first = process % programs.count * 3
            for record in all[first..<first + 3] { try take(record, pipeline) }
            if process % 32 == 31 { try pipeline?.flush() }
        }
        try pipeline?.finish(nil, at: nil)
    }

    private mutating func take(_ record: [UInt8], _ pipeline: EventPipeline<File, NoNetwork>?)
        throws
    {
        // SAFETY: bytes have no padding.
        let bytes = unsafe record.span.bytes
        try stream.consume(bytes, now: 1) { pipeline?.take($0) }
    }

    /// 100 variables of about 45 bytes, the average of real environments.
    private static func program(_ round: Int, changing: Int) -> Program {
        var bytes: [UInt8] = []
        for index in 0..<100 {
            bytes += Array((index < 10 ? "VARIABLE_0000" : "VARIABLE_000").utf8)
            bytes += Array("\(index)=a value of about thirty byte".utf8)
            if index < changing { bytes += Array("\(round + 10)".utf8) }
            bytes.append(0)
        }
        return Program(environment: bytes)
    }

    private static func programs(_ bytes: [UInt8]) -> [Program] {
        var programs: [Program] = []
        var place = 0
        func number(_ place: Int) -> Int {
            (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << ($1 * 8) }
        }
        while place + 8 <= bytes.count {
            let start = place + 8
            let split = start + number(place)
            let end = split + number(place + 4)
            programs.append(
                Program(
                    arguments: Array(bytes[start..<split]), environment: Array(bytes[split..<end])))
            place = end
        }
        return programs
    }

    private static func contents(of path: String) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 8 << 20)
        // SAFETY: the string ends with NUL for the call.
        let file = unsafe swiftlet_open_read(path)
        guard file >= 0 else { return [] }
        // SAFETY: the call writes at most the buffer's size.
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe swiftlet_read(Int32(file), $0.baseAddress, $0.count)
        }
        bytes.removeLast(bytes.count - max(count, 0))
        return bytes
    }
}

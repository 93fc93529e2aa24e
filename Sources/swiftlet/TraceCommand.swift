internal import ELFLoader
internal import SwiftletOptions
internal import SwiftletShims
internal import Tracer

/// `swiftlet trace`
struct TraceCommand: Command {
    enum Capture: String, CaseIterable { case auto, block, stream }
    enum FailedHook: String, CaseIterable { case auto, fexit, kretprobe, tracepoint }

    var outputs: OutputOptions
    let capture: Capture
    let failed: Bool
    let failedHook: FailedHook
    let sample: UInt32
    let ringSize: TraceOptions.RingSize
    /// In milliseconds.
    let duration: UInt64?
    let strict: Bool
    let noSandbox: Bool
    let checkConfig: Bool
    let filters: FilterOptions
    /// Where the command runs; nil: here.
    let chdir: ByteString?
    /// Who runs the command; nil: whoever runs this.
    let user: CommandUser?
    let command: [ByteString]

    init(_ arguments: ParsedArguments) throws(UsageError) {
        outputs = try OutputOptions(arguments)
        capture =
            try arguments.last("capture", expected: "a mode") { Capture(rawValue: $0) } ?? .auto
        failed = arguments.has("failed")
        failedHook =
            try arguments.last("failed-hook", expected: "a hook") { FailedHook(rawValue: $0) }
            ?? .auto
        sample =
            try arguments.last("sample", expected: "a positive number") {
                UInt32($0).flatMap { $0 > 0 ? $0 : nil }
            } ?? 1
        ringSize =
            try arguments.last(
                "ring-size",
                expected: "auto, or bytes, K or M: a power of two from 4K to 1024M",
                TraceOptions.RingSize.init(argument:)) ?? .standard
        duration = try arguments.last(
            "duration", expected: "a positive time: 10, 1.5, 500ms, 10s, 5m or 1h",
            TimeSpan.milliseconds)
        strict = arguments.has("strict")
        noSandbox = arguments.has("no-sandbox")
        checkConfig = arguments.has("check-config")
        filters = try FilterOptions(arguments)
        command = arguments.words
        chdir = arguments.last("chdir")
        user = try arguments.last("user").map { (name) throws(UsageError) in
            guard let user = CommandUser(name) else {
                throw .invalidValue(
                    option: "--user", value: name.shown, expected: "a user in /etc/passwd, by name or number")
            }
            return user
        }
        if checkConfig, outputs.config == nil { throw .conflict("--check-config needs --config") }
        if !command.isEmpty, !filters.pid.isEmpty {
            throw .conflict("--pid traces running processes: leave out the command")
        }
        for option in ["chdir", "user"] where command.isEmpty && arguments.has(option) {
            throw .conflict("--\(option) is about a command: name one")
        }
    }

    func run() throws(Failure) -> Int32 {
        guard !checkConfig else {
            var options = outputs
            let told = try options.takeConfiguration()?.told ?? ""
            let standardOutput = OutputFile.standardOutput()
            standardOutput.write(message: "\(told)\n")
            try standardOutput.flush()
            return 0
        }
        let run = try TraceRun(self)
        let end = try run.run()
        end.adopt()
    }
}

extension TraceOptions.RingSize {
    /// A ring's size on the command line: `auto`, `65536`, `64K`, `2M`.
    init?(argument: String) {
        guard argument != "auto" else {
            self = .standard
            return
        }
        let scale: Int
        switch argument.utf8.last {
        case UInt8(ascii: "K"), UInt8(ascii: "k"): scale = 1 << 10
        case UInt8(ascii: "M"), UInt8(ascii: "m"): scale = 1 << 20
        default: scale = 1
        }
        let digits = scale == 1 ? Substring(argument) : argument.dropLast()
        guard let number = Int(digits), number > 0, number <= 1 << 30 else { return nil }
        let bytes = number * scale
        guard bytes.nonzeroBitCount == 1, bytes >= 4096, bytes <= 1 << 30 else { return nil }
        self = .fixed(bytes)
    }
}

internal import ArgumentParser
internal import ELFLoader
internal import SwiftletShims
internal import Tracer

/// `swiftlet trace`
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Print every exec with its complete arguments and environment, and every exit.",
        discussion: """
            With a command, traces it and all its descendants, from its first exec to the last \
            exit. The command runs and ends as it would without swiftlet. Events go to standard \
            error, or to --output. Without a command, traces the host until SIGINT or --duration.

            EXAMPLES
              swiftlet trace -- make -j2
              swiftlet trace --tree -- sh -c 'true; exit 3'
              swiftlet trace --env all -- ls -l /
              swiftlet trace --html run.html -- make -j2
              swiftlet trace --format json --output run.ndjson --duration 60
              swiftlet trace --format json --output - -- sh -c 'true' | jq .args
              swiftlet trace --failed --strict -- sh -c 'true; nosuch || :'
              swiftlet trace --pid 4711 --descendants --env diff
              swiftlet trace --uid www-data --comm 'php*' --events exec,exit,tcp
              swiftlet trace --config swiftlet.yaml
              swiftlet trace --check-config --config swiftlet.yaml

            EXIT STATUS
              With a command, its exit status. A signal that killed the command kills swiftlet, too.
              0 without a command: stopped by a signal, --duration or --max-events
              64 wrong usage
              65 the embedded object doesn't fit this kernel's types
              66 the file of --config can't be read, or the --pid or --cgroup does not exist
              69 the kernel lacks something that is needed
              73 the output file can't be created
              74 events were lost under --strict; or, without a command, output
                 couldn't be written
              77 not permitted
              78 the file of --config has an error
              126 the command can't be run
              127 the command was not found
            """)

    enum Capture: String, ExpressibleByArgument, CaseIterable { case auto, block, stream }
    enum FailedHook: String, ExpressibleByArgument, CaseIterable {
        case auto, fexit, kretprobe, tracepoint
    }

    @OptionGroup var outputs: OutputOptions

    @Option(help: "Where strings are read: block reads the new program's memory, stream the caller's, at the system call.")
    var capture: Capture = .auto

    @Flag(help: "Also show failed execs, with their error.")
    var failed = false

    @Option(
        help: ArgumentHelp(
            "How to find failed execs: the cheapest hook that the kernel supports, or the given one.",
            visibility: .hidden))
    var failedHook: FailedHook = .auto

    @Option(
        help: ArgumentHelp("Show only every nth exec of each processor.", valueName: "n"))
    var sample: UInt32 = 1

    @Option(
        help: ArgumentHelp(
            "Size of the ring buffer: bytes, K or M, a power of two; or auto, which begins with 16M and grows to 32M.",
            valueName: "size"))
    var ringSize: RingSizeArgument = .auto

    @Option(help: ArgumentHelp("Stop after this many seconds.", valueName: "seconds"))
    var duration: Double?

    @Flag(help: "Exit with 74 if anything was lost or is incomplete.")
    var strict = false

    @Flag(help: "Keep all privileges and system calls while tracing.")
    var noSandbox = false

    @Flag(help: "Only check the --config file: exit with 0, or with 78 and the location of the error.")
    var checkConfig = false

    @OptionGroup(title: "Filters (different kinds must all match, one of each kind)")
    var filters: FilterOptions

    @Argument(parsing: .postTerminator, help: "The command to trace, after --.")
    var command: [String] = []

    func validate() throws {
        if let duration, !(duration > 0 && duration < 1e9) {
            throw ValidationError("--duration must be a positive number of seconds")
        }
        if checkConfig, outputs.config == nil {
            throw ValidationError("--check-config needs --config")
        }
        if !command.isEmpty, !filters.pid.isEmpty {
            throw ValidationError("--pid traces running processes: leave out the command")
        }
        if sample == 0 {
            throw ValidationError("--sample must be a positive number")
        }
    }

    func run() throws {
        do throws(Failure) {
            guard !checkConfig else {
                var options = outputs
                let told = try options.takeConfiguration()?.told ?? ""
                let standardOutput = OutputFile.standardOutput()
                standardOutput.write(message: "\(told)\n")
                return try standardOutput.flush()
            }
            let run = try TraceRun(self)
            let end = try run.run()
            end.adopt()
        } catch {
            error.print()
            throw ExitCode(error.status)
        }
    }
}

/// A ring's size on the command line: `auto`, `65536`, `64K`, `2M`.
enum RingSizeArgument: ExpressibleByArgument {
    case auto
    case bytes(Int)

    init?(argument: String) {
        guard argument != "auto" else {
            self = .auto
            return
        }
        let scale: Int
        switch argument.last {
        case "K", "k": scale = 1 << 10
        case "M", "m": scale = 1 << 20
        default: scale = 1
        }
        let digits = scale == 1 ? Substring(argument) : argument.dropLast()
        guard let number = Int(digits), number > 0, number <= 1 << 30 else { return nil }
        let bytes = number * scale
        guard bytes.nonzeroBitCount == 1, bytes >= 4096, bytes <= 1 << 30 else { return nil }
        self = .bytes(bytes)
    }

    var defaultValueDescription: String {
        switch self {
        case .auto: "auto"
        case .bytes(let bytes): "\(bytes)"
        }
    }

    var size: TraceOptions.RingSize {
        switch self {
        case .auto: .standard
        case .bytes(let bytes): .fixed(bytes)
        }
    }
}

internal import ELFLoader
internal import EarlyStart
internal import SwiftletOptions
internal import SwiftletShims

/// The command line. It is thin: the libraries do the work.
@main struct Swiftlet {
    static var version: String { "0.1.0" }

    static var description: ProgramDescription {
        ProgramDescription(
            version: version,
            main: CommandDescription(
                name: "swiftlet",
                abstract:
                    "See every program a Linux host starts, with all its arguments and environment.",
                positional: .init(
                    "COMMAND", help: "See `swiftlet COMMAND --help`.", kind: .commandLine),
                options: [
                    OptionDescription(
                        "generate-completion-script",
                        value: .init("SHELL", known: CompletionShell.names),
                        help: "Print a script that completes words in a shell.", isHidden: true),
                    OptionDescription(
                        "generate-man-page", value: .init("PAGE", optional: []),
                        help: "Print a man page; without a name, the names of all.", isHidden: true),
                    OptionDescription(
                        "generate-option-table", value: .init("COMMAND"),
                        help:
                            "Print a table of docs/: of a command, or of one group of its options.",
                        isHidden: true),
                ],
                examples: [
                    "swiftlet trace -- make -j2        trace a command and its descendants",
                    "swiftlet trace                    trace the whole host until Ctrl-C",
                    "swiftlet trace --tree -- make     show programs as a tree",
                    "swiftlet trace --format json --output - -- ls | jq .args",
                    "swiftlet replay run.ndjson        show a recorded run again",
                    "swiftlet load tool.bpf.o          load any BPF object, and report the result",
                ]),
            commands: [
                TraceCommand.description, ReplayCommand.description, LoadCommand.description,
                InspectCommand.description, ShowCommand.description, DoctorCommand.description,
            ])
    }

    static func main() {
        swiftlet_early_start_finish()
        let program = description
        do throws(ProgramDescription.ParsingError) {
            let request = try program.parse(arguments()) { EditDistance.nearest(to: $0, of: $1) }
            swiftlet_exit(status(of: request, program))
        } catch {
            swiftlet_exit(wrongUsage(error.error, error.command, program))
        }
    }

    private static func status(
        of request: ProgramDescription.Request, _ program: ProgramDescription
    ) -> Int32 {
        switch request {
        case .help(let command):
            let columns = swiftlet_terminal_columns(1)
            return show(program.help(command, width: columns > 0 ? Int(columns) : 80))
        case .version: return show(program.version + "\n")
        case .program(let arguments):
            do throws(UsageError) {
                return show(try generated(arguments, program))
            } catch {
                return wrongUsage(error, program.main, program)
            }
        case .run(let arguments):
            do throws(UsageError) {
                return try status(of: arguments)
            } catch {
                return wrongUsage(error, arguments.command, program)
            }
        }
    }

    /// The text that an option of the program itself asks for.
    private static func generated(
        _ arguments: ParsedArguments, _ program: ProgramDescription
    ) throws(UsageError) -> String {
        let shell = try arguments.last("generate-completion-script", expected: "a shell") {
            CompletionShell(rawValue: $0)
        }
        if let shell { return program.completionScript(shell) }
        let page = try arguments.last(
            "generate-man-page", expected: "one of " + program.pageNames.joined(separator: ", ")
        ) {
            $0.isEmpty ? program.pageNames.joined(separator: "\n") + "\n" : program.page(named: $0)
        }
        let table = try arguments.last("generate-option-table", expected: "COMMAND [GROUP]") {
            program.optionTable($0)
        }
        return (page ?? "") + (table ?? "")
    }

    private static func status(of arguments: ParsedArguments) throws(UsageError) -> Int32 {
        switch arguments.command.name {
        case TraceCommand.name: return finish(try TraceCommand(arguments))
        case ReplayCommand.name: return finish(try ReplayCommand(arguments))
        case InspectCommand.name: return finish(try InspectCommand(arguments))
        case ShowCommand.name: return finish(try ShowCommand(arguments))
        case DoctorCommand.name: return finish(try DoctorCommand(arguments))
        default: return finish(try LoadCommand(arguments))
        }
    }

    private static func finish(_ command: some Command) -> Int32 {
        do throws(Failure) { return try command.run() } catch {
            error.print()
            return error.status
        }
    }

    /// Prints what was asked for.
    private static func show(_ text: String) -> Int32 {
        let output = OutputFile.standardOutput()
        output.write(text)
        do throws(Failure) { try output.flush() } catch {
            error.print()
            return error.status
        }
        return 0
    }

    private static func wrongUsage(
        _ error: UsageError, _ command: CommandDescription, _ program: ProgramDescription
    ) -> Int32 {
        Failure(status: ExitStatus.usage, message: program.message(error, in: command)).print()
        return ExitStatus.usage
    }

    /// The arguments without the program's name. CommandLine reads them from /proc, which
    /// may not be mounted.
    private static func arguments() -> [ByteString] {
        var arguments: [ByteString] = []
        // SAFETY: a NUL-terminated string, which lives as long as the process; NULL behind the last.
        while let argument = unsafe swiftlet_argument(Int32(clamping: arguments.count + 1)) {
            let length = unsafe strlen(argument)
            // SAFETY: as many bytes as the string has.
            let bytes = unsafe UnsafeRawBufferPointer(start: argument, count: length)
            unsafe arguments.append(ByteString(Array(bytes)))
        }
        return arguments
    }
}

/// A command with its options.
protocol Command {
    /// - Returns: The exit status.
    func run() throws(Failure) -> Int32
}

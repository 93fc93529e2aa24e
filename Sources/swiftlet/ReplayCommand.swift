internal import ArgumentParser
internal import TracerReplay

/// `swiftlet replay`
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Show a recorded run in any output format.",
        discussion: """
            Record a run with `swiftlet trace --format json --output FILE`. Replaying needs no \
            privilege, and works on any host and kernel.

            EXAMPLES
              swiftlet replay run.ndjson
              swiftlet replay --env diff run.ndjson
              swiftlet replay --format json --events exec run.ndjson | jq .args
              swiftlet replay --html run.html run.ndjson
              swiftlet replay --format trace-event --output run.json run.ndjson
              zcat run.ndjson.gz | swiftlet replay -

            EXIT STATUS
              0 the run was shown
              64 wrong usage
              65 the file is not a recorded run
              66 the recorded run or the file of --config can't be read
              73 the output file can't be created
              74 events were lost under --strict when it was recorded, or output
                 can't be written
              78 the file of --config has an error
            """)

    @OptionGroup var outputs: OutputOptions

    @Flag(help: "Exit with 74 if anything was lost or is incomplete, or if the recording breaks off.")
    var strict = false

    @Argument(help: "The recorded run; - for standard input.")
    var file: String

    func run() throws {
        do throws(Failure) {
            let run = try ReplayRun(self)
            let status = try run.run()
            if status != 0 { throw Failure(status: status, message: "") }
        } catch {
            error.print()
            throw ExitCode(error.status)
        }
    }

    /// Ends the command if it is a replay with an option that only a live trace can have.
    static func refuseLiveOptions(in arguments: [String]) {
        guard arguments.first == configuration.commandName else { return }
        let known = options(of: ReplayCommand.self)
        let live = options(of: TraceCommand.self).subtracting(known)
        for argument in arguments.dropFirst() {
            if argument == "--" { return }
            let name = String(argument.prefix { $0 != "=" })
            guard live.contains(name) else { continue }
            exit(
                withError: ValidationError(
                    "\(name) is for a running trace: a recorded one can't be captured in another way"))
        }
    }

    /// The names of a command's options, from its help.
    private static func options(of command: any ParsableCommand.Type) -> Set<String> {
        var names: Set<String> = []
        for line in command.helpMessage(includeHidden: true).split(separator: "\n") {
            // `  -o, --output <file>  Where to write …`
            for word in line.split(separator: " ").prefix(2) {
                let name = word.prefix { $0 != "," }
                guard name.hasPrefix("--") else { continue }
                // `--a/--no-a`
                for name in name.split(separator: "/") { names.insert(String(name)) }
            }
        }
        return names
    }
}

internal import ArgumentParser

/// The command line: thin, everything of substance is in the libraries.
@main struct Swiftlet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swiftlet",
        abstract: "See every program a Linux host starts, with all its arguments and environment.",
        discussion: """
            EXAMPLES
              swiftlet trace -- make -j2        trace a command and all it starts
              swiftlet trace                    trace the whole host until Ctrl-C
              swiftlet trace --format json -- ls -l | jq .args
            """,
        version: "0.1.0",
        subcommands: [TraceCommand.self])
}

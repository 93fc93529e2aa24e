internal import ArgumentParser
internal import EarlyStart
internal import SwiftletShims

/// The command line. It is thin: the libraries do the work.
@main struct Swiftlet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swiftlet",
        abstract: "See every program a Linux host starts, with all its arguments and environment.",
        discussion: """
            EXAMPLES
              swiftlet trace -- make -j2        trace a command and its descendants
              swiftlet trace                    trace the whole host until Ctrl-C
              swiftlet trace --tree -- make     show programs as a tree
              swiftlet trace --format json --output - -- ls | jq .args
              swiftlet replay run.ndjson        show a recorded run again
              swiftlet load tool.bpf.o          load any BPF object, and report the result
            """,
        version: "0.1.0",
        subcommands: [TraceCommand.self, ReplayCommand.self, LoadCommand.self])

    static func main() {
        swiftlet_early_start_finish()
        let arguments = arguments()
        ReplayCommand.refuseLiveOptions(in: arguments)
        main(arguments)
    }

    /// The arguments without the program's name. CommandLine reads them from /proc, which
    /// may not be mounted.
    private static func arguments() -> [String] {
        var arguments: [String] = []
        // SAFETY: a NUL-terminated string, which lives as long as the process; NULL behind the last.
        while let argument = unsafe swiftlet_argument(Int32(clamping: arguments.count + 1)) {
            let length = unsafe strlen(argument)
            // SAFETY: as many bytes as the string has.
            let bytes = unsafe UnsafeRawBufferPointer(start: argument, count: length)
            unsafe arguments.append(String(exact: Array(bytes)))
        }
        return arguments
    }
}

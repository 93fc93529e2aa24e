internal import SwiftletOptions

extension TraceCommand {
    static var name: String { "trace" }

    static var description: CommandDescription {
        CommandDescription(
            name: name,
            abstract:
                "Print every exec with its complete arguments and environment, and every exit.",
            discussion: [
                "With a command, traces it and all its descendants, from its first exec to the last exit. The command runs and ends as it would without swiftlet. Events go to standard error, or to `--output`. Without a command, traces the host until SIGINT or `--duration`.",
                "Options come before the command. It needs `--` before it only if its name begins with a dash, or one of its options has the name of one of swiftlet's.",
            ],
            positional: .init(
                "COMMAND", help: "The command to trace, with its own options and arguments.",
                kind: .commandLine),
            options: OutputOptions.descriptions + ownDescriptions + FilterOptions.descriptions
                + SpanArguments.descriptions,
            examples: [
                "swiftlet trace -- make -j2",
                "swiftlet trace --tree -- sh -c 'true; exit 3'",
                "swiftlet trace --env all -- ls -l /",
                "swiftlet trace --html run.html -- make -j2",
                "swiftlet trace --format json --output run.ndjson --duration 60",
                "swiftlet trace --format json --output - -- sh -c 'true' | jq .args",
                "swiftlet trace --failed --strict -- sh -c 'true; nosuch || :'",
                "swiftlet trace --user nobody --chdir / -- id",
                "swiftlet trace --pid 4711 --descendants --env diff",
                "swiftlet trace --uid www-data --comm 'php*' --events exec,exit,tcp",
                "swiftlet trace --config swiftlet.yaml",
                "swiftlet trace --check-config --config swiftlet.yaml",
            ],
            statuses: [
                (0, "without a command: stopped by a signal, `--duration` or `--max-events`"),
                (64, "wrong usage"),
                (65, "the embedded object doesn't fit this kernel's types"),
                (66, "can't read the file of `--config`, or no such `--pid` or `--cgroup`"),
                (69, "the kernel lacks something that is needed"),
                (73, "the output file can't be created"),
                (
                    74,
                    "events were lost under `--strict`; or, without a command, output couldn't be written"
                ),
                (77, "not permitted"),
                (78, "the file of `--config` has an error"),
                (126, "the command can't be run"),
                (127, "the command was not found"),
            ],
            statusNote: "With a command, its status; a signal that killed it kills swiftlet, too.")
    }

    private static var ownDescriptions: [OptionDescription] {
        [
            OptionDescription(
                "capture", value: .init("MODE", known: Capture.names),
                help:
                    "Where strings are read: `block` reads the new program's memory, `stream` the caller's, at the system call.",
                standard: "`auto`, which is `block`"),
            OptionDescription("failed", help: "Also show failed execs, with their error."),
            OptionDescription(
                "failed-hook", value: .init("HOOK", known: FailedHook.names),
                help:
                    "How to find failed execs: the cheapest hook that the kernel supports, or the given one.",
                standard: "`auto`", isHidden: true),
            OptionDescription(
                "sample", value: .init("N"), help: "Show only every Nth exec of each processor.",
                standard: "`1`"),
            OptionDescription(
                "ring-size", value: .init("SIZE"),
                help:
                    "Size of the ring buffer: bytes, `K` or `M`, a power of two; or `auto`, which begins with 16M and grows to 32M.",
                standard: "`auto`"),
            OptionDescription(
                "duration", value: .init("TIME"),
                help: "Stop after this time: seconds, or with a unit: `500ms`, `10s`, `5m`, `1h`."),
            OptionDescription(
                "user", value: .init("NAME"),
                help:
                    "Run the command as this user (a name or number in /etc/passwd), with the user's groups, HOME, SHELL, USER and LOGNAME."
            ),
            OptionDescription("chdir", value: .init("DIR"), help: "Run the command in this directory."),
            OptionDescription(
                "strict", help: "Exit with 74 if anything was lost or is incomplete."),
            OptionDescription(
                "no-sandbox", help: "Keep all privileges and system calls while tracing.",
                details: "trace.md#the-sandbox"),
            OptionDescription(
                "check-config",
                help:
                    "Only check the `--config` file: exit with 0, or with 78 and the location of the error."
            ),
        ]
    }
}

internal import SwiftletOptions
internal import TracerReplay

/// `swiftlet replay`
struct ReplayCommand: Command {
    var outputs: OutputOptions
    let strict: Bool
    let file: ByteString

    init(_ arguments: ParsedArguments) throws(UsageError) {
        outputs = try OutputOptions(arguments)
        strict = arguments.has("strict")
        file = arguments.words[0]
    }

    func run() throws(Failure) -> Int32 { try ReplayRun(self).run() }

    static var name: String { "replay" }

    static var description: CommandDescription {
        CommandDescription(
            name: name, abstract: "Show a recorded run in any output format.",
            discussion: [
                "Record a run with `swiftlet trace --format json --output FILE`. Replaying needs no privilege, and works on any host and kernel."
            ],
            positional: .init("FILE", help: "The recorded run; `-` for standard input."),
            options: OutputOptions.descriptions + [
                OptionDescription(
                    "strict",
                    help:
                        "Exit with 74 if anything was lost or is incomplete, or if the recording breaks off."
                )
            ] + SpanArguments.descriptions,
            examples: [
                "swiftlet replay run.ndjson",
                "swiftlet replay --env diff run.ndjson",
                "swiftlet replay --format json --events exec run.ndjson | jq .args",
                "swiftlet replay --html run.html run.ndjson",
                "swiftlet replay --format trace-event --output run.json run.ndjson",
                "zcat run.ndjson.gz | swiftlet replay -",
            ],
            statuses: [
                (0, "the run was shown"),
                (64, "wrong usage"),
                (65, "the file is not a recorded run"),
                (66, "the recorded run or the file of `--config` can't be read"),
                (73, "the output file can't be created"),
                (
                    74,
                    "events were lost under `--strict` when it was recorded, or output can't be written"
                ),
                (78, "the file of `--config` has an error"),
            ],
            refusal: "is for a running trace: a recorded one can't be captured in another way")
    }
}

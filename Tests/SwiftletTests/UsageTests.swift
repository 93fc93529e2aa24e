import Foundation
import KernelOracle
import Testing

/// The command line as a newcomer meets it. All forms of options: OptionsTests.
struct UsageTests {
    /// One line on standard error, which names the mistake and where help is.
    @Test(arguments: [
        (["trace", "--x\ny\u{1b}[31m"], "--x\\ny", "swiftlet trace --help"),
        (["trcae"], "did you mean 'trace'?", "swiftlet --help"),
        (["ls", "-l"], "'ls': no such command", "swiftlet --help"),
        (
            ["trace", "--frmat", "json"], "--frmat: no such option; did you mean --format?",
            "swiftlet trace --help"
        ),
        (["trace", "--dur=5"], "did you mean --duration?", "swiftlet trace --help"),
        (
            ["trace", "--almost-all", "ls"], "--almost-all: no such option; options of the command",
            "swiftlet trace --help"
        ),
        (["trace", "ls", "--strict"], "--strict: write it before 'ls'", "swiftlet trace --help"),
        (["trace", "--output"], "--output: the value is missing", "swiftlet trace --help"),
        (
            ["trace", "-f", "yaml"], "-f: 'yaml': expected one of text, json",
            "swiftlet trace --help"
        ),
        (
            ["trace", "--duration", "5x"], "--duration: '5x': expected a positive time",
            "swiftlet trace --help"
        ),
        (["trace", "--config", ""], "--config: the value is missing", "swiftlet trace --help"),
        (["trace", "--comm", ""], "--comm: the value is missing", "swiftlet trace --help"),
        (["trace", "--redact", ""], "--redact: the value is missing", "swiftlet trace --help"),
        (
            ["trace", "--attribute", "x", "ls"], "--attribute: 'x': expected KEY=VALUE",
            "swiftlet trace --help"
        ),
        (
            ["trace", "--tree", "--format", "json", "ls"], "--tree is a form of text",
            "swiftlet trace --help"
        ),
        (["replay"], "FILE is missing", "swiftlet replay --help"),
        (["replay", "a", "b"], "'b': one argument too many", "swiftlet replay --help"),
        (["load", "--set", "x", "f"], "--set: 'x': expected NAME=VALUE", "swiftlet load --help"),
        (["load", "--tree", "f"], "--tree is an option of swiftlet trace", "swiftlet load --help"),
        (
            ["--generate-completion-script", "csh"], "expected one of bash, zsh, fish",
            "swiftlet --help"
        ),
        (["--generate-man-page=x"], "expected one of swiftlet, swiftlet-trace", "swiftlet --help"),
        (["--generate-man-page", "trace"], "'trace': one argument too many", "swiftlet --help"),
        (["--generate-option-table", "trace Nonsense"], "expected COMMAND", "swiftlet --help"),
    ])
    func aMistakeIsOneLine(_ arguments: [String], _ message: String, _ help: String) throws {
        let result = try Command.swiftlet(arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("swiftlet: ") && result.errors.hasSuffix(" (\(help))\n"))
        #expect(result.errors.contains(message), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1)
    }

    @Test func helpAndVersion() throws {
        let help = try Command.swiftlet(["trace", "--help"])
        #expect(help.status == 0 && help.errors.isEmpty)
        for arguments in [
            ["trace", "-h"], ["help", "trace"], ["trace", "--tree", "--help", "--nonsense"],
        ] {
            #expect(try Command.swiftlet(arguments).output == help.output, "\(arguments)")
        }
        let all = try Command.swiftlet([])
        #expect(all.status == 0 && all.output.contains("swiftlet COMMAND"))
        for arguments in [["--help"], ["-h"], ["help"]] {
            #expect(try Command.swiftlet(arguments).output == all.output)
        }
        let version = try Command.swiftlet(["--version"]).output
        #expect(version.contains("."))
        for arguments in [["-V"], ["trace", "--version"], ["load", "-V"]] {
            #expect(try Command.swiftlet(arguments).output == version)
        }
    }

    /// File names that are not UTF-8: of a recorded run, a configuration, an output, a page, an object.
    @Test func fileNamesAreBytes() throws {
        let folder = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { _ = try? Command.run(["/bin/rm", "-rf", folder]) }
        let script = #"""
            set -e
            cd "$1"
            odd=$(printf '\377 \303')
            printf '%s\n' '{"event":"exec","time":"2026-01-31T12:00:00Z","exec_id":"2a","pid":7,"ppid":1,"comm":"ls","filename":"/bin/ls","args":["ls"],"env":{}}' >"in$odd"
            printf 'format: json\n' >"config$odd"
            "$2" replay --config "config$odd" --output="out$odd" --html "page$odd" "in$odd"
            "$2" replay -fjson -o"short$odd" "in$odd"
            test -s "page$odd"
            cmp "out$odd" "short$odd"
            test "$(ls | wc -l)" -eq 5
            "$2" load "in$odd" && exit 1 || test $? -eq 65
            "$2" load "none$odd" && exit 1 || test $? -eq 66
            """#
        let result = try Command.run(["/bin/bash", "-c", script, "bash", folder, Command.swiftlet])
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.errors.contains("in\u{fffd} \u{fffd}: elf: not an ELF file"), "\(result.errors)")
        #expect(result.errors.contains("none\u{fffd} \u{fffd}: "), "\(result.errors)")
    }

    /// The command needs no `--`, and its options, arguments and bytes are its own.
    @Test(
        .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)),
        arguments: [["--tree"], ["--tree", "--"], ["-tf", "text"], ["--duration", "5m"]])
    func theCommandBeginsWithTheFirstWord(_ options: [String]) throws {
        let script = #"""
            set -o pipefail
            "$0" trace "$@" /usr/bin/printf '%s|' -t -f "$(printf '\377')" '' | od -An -tx1
            """#
        let result = try Command.run(["/bin/bash", "-c", script, Command.swiftlet] + options)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == " 2d 74 7c 2d 66 7c ff 7c 7c\n")
    }
}

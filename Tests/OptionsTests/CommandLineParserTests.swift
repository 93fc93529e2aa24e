import SwiftletOptions
import Testing

/// Every form of an option, and every mistake.
struct CommandLineParserTests {
    static let program = ProgramDescription(
        version: "1.2",
        main: CommandDescription(
            name: "tool", abstract: "A tool.",
            positional: .init("COMMAND", help: "The command.", kind: .commandLine)),
        commands: [
            CommandDescription(
                name: "run", abstract: "Run a command line.",
                positional: .init("COMMAND", help: "What to run.", kind: .commandLine),
                options: [
                    OptionDescription("output", short: "o", value: .file(), help: "Where to."),
                    OptionDescription("tree", short: "t", help: "A tree."),
                    OptionDescription("append", short: "a", help: "Append."),
                    OptionDescription("user", short: "u", value: .init("NAME"), help: "A user.", isRepeatable: true),
                    OptionDescription(
                        "format", short: "f", value: .init("FORMAT", known: ["text", "json"]), help: "How."),
                    OptionDescription(
                        "events", value: .init("KINDS", known: ["exec", "exit"], isList: true), help: "What."),
                    OptionDescription(
                        "send", value: .init("URL", optional: ["http://"]), help: "Send."),
                    OptionDescription("secret", help: "Hidden.", isHidden: true),
                ]),
            CommandDescription(
                name: "show", abstract: "Show a file.",
                positional: .init("FILE", help: "The file."),
                options: [
                    OptionDescription("tree", short: "t", help: "A tree."),
                    OptionDescription("number", short: "n", value: .init("N"), help: "A number."),
                ], refusal: "is for what runs"),
            CommandDescription(
                name: "plain", abstract: "Take nothing.", options: []),
        ])

    /// What parsing came to: `run output=x tree -- words`, `help run`, or the message of an error.
    static func parsed(_ words: [ByteString]) -> String {
        do throws(ProgramDescription.ParsingError) {
            let suggest = { (name: String, known: [String]) in
                known.first { Set($0) == Set(name) }
            }
            switch try program.parse(words, suggest: suggest) {
            case .help(let command): return "help " + command.name
            case .version: return "version"
            case .program(let arguments), .run(let arguments):
                var text = arguments.command.name
                for option in arguments.command.options {
                    for value in arguments.all(option.name) {
                        text += " " + option.name
                        if option.value != nil { text += "=" + value.shown }
                    }
                }
                if !arguments.words.isEmpty { text += " --" }
                for word in arguments.words { text += " " + word.shown }
                return text
            }
        } catch {
            return program.message(error.error, in: error.command)
        }
    }

    @Test(arguments: [
        ("run", "run"),
        ("run --output x", "run output=x"),
        ("run --output=x", "run output=x"),
        ("run --output=", "--output: the value is missing: --output FILE (tool run --help)"),
        ("run --output=a=b", "run output=a=b"),
        ("run --output -", "run output=-"),
        ("run --output -x", "run output=-x"),
        ("run --output=--tree", "run output=--tree"),
        ("run -o x", "run output=x"),
        ("run -ox", "run output=x"),
        ("run -o=x", "run output=x"),
        ("run -o -", "run output=-"),
        ("run -o-", "run output=-"),
        ("run -ta", "run tree append"),
        ("run -tao x", "run output=x tree append"),
        ("run -taox", "run output=x tree append"),
        ("run -tt --tree", "run tree tree tree"),
        ("run -u a --user b -uc", "run user=a user=b user=c"),
        ("run --output a --output b", "run output=a output=b"),
        ("run --format json", "run format=json"),
        ("run --events exec,exit", "run events=exec,exit"),
        ("run --secret", "run secret"),
        // An optional value follows an equals sign, or begins as one.
        ("run --send", "run send="),
        ("run --send=", "run send="),
        ("run --send=x", "run send=x"),
        ("run --send http://x", "run send=http://x"),
        ("run --send ls", "run send= -- ls"),
        ("run --send --tree", "run tree send="),
        ("run --send -- http://x", "run send= -- http://x"),
        // The command line begins with the first word.
        ("run ls", "run -- ls"),
        ("run ls -l", "run -- ls -l"),
        ("run ls -t -o x", "run -- ls -t -o x"),
        ("run --tree ls -l -- --output", "run tree -- ls -l -- --output"),
        ("run -- ls -l", "run -- ls -l"),
        ("run --", "run"),
        ("run -- -l", "run -- -l"),
        ("run -- ls --output x", "run -- ls --output x"),
        ("run -- -- x", "run -- -- x"),
        ("run - x", "run -- - x"),
        ("run ls --help", "run -- ls --help"),
        ("run ls --version", "run -- ls --version"),
        // One word, anywhere.
        ("show f", "show -- f"),
        ("show f --tree", "show tree -- f"),
        ("show --tree f -n 3", "show tree number=3 -- f"),
        ("show -", "show -- -"),
        ("show -- --tree", "show -- --tree"),
        ("plain", "plain"),
        // Help and version.
        ("", "help tool"), ("--help", "help tool"), ("-h", "help tool"), ("help", "help tool"),
        ("help run", "help run"), ("run --help", "help run"), ("run -th", "help run"),
        ("run -h --nonsense", "help run"), ("show --help", "help show"),
        ("--version", "version"), ("-V", "version"), ("run --version", "version"), ("show -V", "version"),
    ])
    func forms(_ line: String, _ expected: String) {
        let words = line.split(separator: " ").map { ByteString(String($0)) }
        #expect(Self.parsed(words) == expected)
    }

    @Test(arguments: [
        ("run --ouptut x", "--ouptut: no such option; did you mean --output? (tool run --help)"),
        ("run --out x", "--out: no such option; did you mean --output? (tool run --help)"),
        ("run --xyz", "--xyz: no such option (tool run --help)"),
        ("run --xyz=3", "--xyz: no such option (tool run --help)"),
        ("run --sec", "--sec: no such option (tool run --help)"),
        ("run --=x", "--: no such option (tool run --help)"),
        ("run --xyz ls", "--xyz: no such option; options of the command to run come after its name (tool run --help)"),
        ("run -l ls", "-l: no such option; options of the command to run come after its name (tool run --help)"),
        ("run -tl", "-l: no such option (tool run --help)"),
        ("run --output", "--output: the value is missing: --output FILE (tool run --help)"),
        ("run -o", "-o: the value is missing: -o FILE (tool run --help)"),
        ("run -o=", "-o: the value is missing: -o FILE (tool run --help)"),
        ("run -to", "-o: the value is missing: -o FILE (tool run --help)"),
        (
            "run --output --tree ls",
            "--output: the value is missing; if --tree is the value, write --output=--tree (tool run --help)"
        ),
        (
            "run --output -- ls",
            "--output: the value is missing; if -- is the value, write --output=-- (tool run --help)"
        ),
        ("run --tree=yes", "--tree takes no value (tool run --help)"),
        ("run -t=yes", "-=: no such option (tool run --help)"),
        ("run --help=x", "--help takes no value (tool run --help)"),
        ("run --format xml", "--format: 'xml': expected one of text, json (tool run --help)"),
        ("run -fxml", "-f: 'xml': expected one of text, json (tool run --help)"),
        ("run --events exec,", "--events: '': expected exec, exit, with commas between them (tool run --help)"),
        ("run --events nap,exec", "--events: 'nap': expected exec, exit, with commas between them (tool run --help)"),
        (
            "run ls --tree",
            "--tree: write it before 'ls'; or, if it is an option of that command, write -- before 'ls' (tool run --help)"
        ),
        (
            "run ls -l --output=x",
            "--output: write it before 'ls'; or, if it is an option of that command, write -- before 'ls' (tool run --help)"
        ),
        ("show", "FILE is missing: tool show [OPTIONS] FILE (tool show --help)"),
        ("show --", "FILE is missing: tool show [OPTIONS] FILE (tool show --help)"),
        ("show a b", "'b': one argument too many (tool show --help)"),
        ("show --output x f", "--output is for what runs (tool show --help)"),
        ("show --tere", "--tere: no such option; did you mean --tree? (tool show --help)"),
        ("run --number 3", "--number is an option of tool show (tool run --help)"),
        ("--tree run", "--tree is an option of tool run (tool --help)"),
        ("plain x", "'x': one argument too many (tool plain --help)"),
        ("plain -x", "-x: no such option (tool plain --help)"),
        ("nur", "'nur': no such command; did you mean 'run'? (tool --help)"),
        ("ls -l", "'ls': no such command; there are run, show, plain (tool --help)"),
        ("help nonsense", "'nonsense': no such command; there are run, show, plain (tool --help)"),
    ])
    func mistakes(_ line: String, _ expected: String) {
        let words = line.split(separator: " ").map { ByteString(String($0)) }
        #expect(Self.parsed(words) == expected)
    }

    /// Empty words, blanks and bytes that are not UTF-8 arrive as they are.
    @Test func bytesStayAsTheyAre() throws {
        let odd = ByteString([0x2f, 0xff, 0x20, 0x3d, 0xc3])
        let words: [ByteString] = [
            "run", "--output", odd, ByteString(Array("--user=".utf8) + odd.bytes),
            ByteString(Array("-u".utf8) + odd.bytes), "-u", odd, odd, "", "--", odd,
        ]
        guard case .run(let arguments) = try Self.program.parse(words, suggest: { _, _ in nil }) else {
            Issue.record("not run")
            return
        }
        #expect(arguments.last("output") == odd)
        #expect(arguments.all("user") == [odd, odd, odd])
        #expect(arguments.words == [odd, "", "--", odd])
        // As a name of an option they are an error, which shows them.
        #expect(Self.parsed(["run", "--\u{fffd}"]) == "--\u{fffd}: no such option (tool run --help)")
        #expect(
            Self.parsed(["run", ByteString([0x2d, 0xff])]) == "-\u{fffd}: no such option (tool run --help)")
    }

    @Test func convertedValues() throws {
        func last(_ words: [ByteString]) throws -> Int? {
            guard case .run(let arguments) = try Self.program.parse(words, suggest: { _, _ in nil }) else {
                return nil
            }
            return try arguments.last("number", expected: "a number") { Int($0) }
        }
        #expect(try last(["show", "f"]) == nil)
        #expect(try last(["show", "f", "-n", "1", "-n2"]) == 2)
        #expect(
            throws: UsageError.invalidValue(option: "--number", value: "x", expected: "a number")
        ) { try last(["show", "f", "-nx"]) }
        #expect(
            throws: UsageError.invalidValue(option: "--number", value: "1\u{fffd}", expected: "UTF-8")
        ) { try last(["show", "f", "-n", ByteString([0x31, 0xff])]) }
    }
}

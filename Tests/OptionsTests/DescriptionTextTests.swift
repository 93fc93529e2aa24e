import SwiftletOptions
import Testing

/// What is written from a description: help, man pages, tables, scripts.
struct DescriptionTextTests {
    private static let filters = OptionDescription.Group("Filters", note: "all must match")
    private static let program = ProgramDescription(
        version: "1.2",
        main: CommandDescription(
            name: "tool", abstract: "A tool for tests.",
            positional: .init("COMMAND", help: "The command.", kind: .commandLine)),
        commands: [
            CommandDescription(
                name: "run", abstract: "Run a command, and say how it went.",
                discussion: [
                    "It runs as `it` would. Its output is its own.", ".A second paragraph's words.",
                ],
                positional: .init("COMMAND", help: "What to run.", kind: .commandLine),
                options: [
                    OptionDescription(
                        "output", short: "o", value: .file(),
                        help: "Write to this file; `-` for standard output.",
                        standard: "standard error", details: "out.md#files"),
                    OptionDescription(
                        "tree", short: "t", help: "A tree: what's below what [all of it]."),
                    OptionDescription(
                        "form", value: .init("FORM", known: ["a", "b|c"]), help: "How it looks.",
                        standard: "`a`"),
                    OptionDescription(
                        "kinds", value: .init("KINDS", known: ["x", "y"], isList: true),
                        help: "What is shown: `x` or `y`."),
                    OptionDescription("hidden", help: "Nobody sees it.", isHidden: true),
                    OptionDescription(
                        "user", short: "u", value: .init("NAME|NUMBER", completion: .users),
                        help: "Only this user.",
                        isRepeatable: true, group: filters),
                    OptionDescription(
                        "send", value: .init("URL", optional: ["http:"]), help: "Send it.",
                        group: filters),
                ],
                examples: ["tool run -- ls -l 'a b'", "tool run --tree \\ ls"],
                statuses: [
                    (0, "all is well"),
                    (126, "it can't be run, for one of many reasons that need a line more"),
                ],
                statusNote: "The command's own, or:")
        ])

    private static func help(_ name: String, width: Int = 80) throws -> String {
        let command = name == "tool" ? program.main : try #require(program.command(named: name))
        return program.help(command, width: width)
    }

    @Test func helpOfACommand() throws {
        #expect(
            try Self.help("run") == #"""
                Run a command, and say how it went.

                It runs as it would. Its output is its own.

                .A second paragraph's words.

                USAGE: tool run [OPTIONS] [--] [COMMAND ...]

                ARGUMENTS
                  COMMAND                 What to run.

                OPTIONS
                  -o, --output FILE       Write to this file; - for standard output. (default:
                                          standard error)
                  -t, --tree              A tree: what's below what [all of it].
                      --form FORM         How it looks. (one of: a, b|c; default: a)
                      --kinds KINDS       What is shown: x or y.
                  -V, --version           Show the version.
                  -h, --help              Show this help.

                FILTERS (all must match)
                  -u, --user NAME|NUMBER  Only this user. (repeatable)
                      --send[=URL]        Send it.

                EXAMPLES
                  tool run -- ls -l 'a b'
                  tool run --tree \ ls

                EXIT STATUS
                  The command's own, or:
                  0    all is well
                  126  it can't be run, for one of many reasons that need a line more

                """#)
    }

    @Test func helpOfTheProgram() throws {
        #expect(
            try Self.help("tool") == """
                A tool for tests.

                USAGE: tool COMMAND [OPTIONS]

                COMMANDS
                  run                     Run a command, and say how it went.

                OPTIONS
                  -V, --version           Show the version.
                  -h, --help              Show this help.

                """)
    }

    /// At any width the words are the same, and a line is longer only if it can't be broken.
    @Test(arguments: [0, 1, 40, 50, 79, 81, 100, 120, 10_000])
    func helpIsWrapped(_ width: Int) throws {
        func words(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "\n" } }
        let help = try Self.help("run", width: width)
        #expect(words(help) == words(try Self.help("run")))
        for line in help.split(separator: "\n") where !line.contains("USAGE") {
            #expect(line.count <= min(max(width, 40), 100), "\(line)")
        }
    }

    @Test func manPages() throws {
        #expect(Self.program.pageNames == ["tool", "tool-run"])
        #expect(Self.program.page(named: "run") == nil)
        let page = try #require(Self.program.page(named: "tool-run"))
        for part in [
            ".TH \"TOOL\\-RUN\" 1 \"\" \"tool 1.2\" \"User Commands\"\n",
            "tool\\-run \\- Run a command, and say how it went\n",
            "It runs as \\fBit\\fR would. Its output is its own.\n.PP\n\\&.A second paragraph\\(aqs words.\n",
            ".TP\n\\fB\\-o\\fR, \\fB\\-\\-output\\fR \\fIFILE\\fR\n",
            ".TP\n\\fB\\-\\-send\\fR[=\\fIURL\\fR]\n",
            ".SS \"Filters\"\nAll must match.\n",
            ".EX\ntool run \\-\\- ls \\-l \\(aqa b\\(aq\ntool run \\-\\-tree \\e ls\n.EE\n",
            ".TP\n\\fB126\\fR\n",
            ".SH \"SEE ALSO\"\n\\fBtool\\fR(1)\n",
        ] {
            #expect(page.contains(part), "\(part)")
        }
        #expect(!page.contains("hidden"))
        #expect(try #require(Self.program.page(named: "tool")).contains("\\fBtool\\-run\\fR(1)"))
    }

    @Test func tables() throws {
        #expect(
            Self.program.optionTable("run") == #"""
                | option | meaning | default |
                |---|---|---|
                | `-o`, `--output FILE` | Write to this file; `-` for standard output. ([details](out.md#files)) | standard error |
                | `-t`, `--tree` | A tree: what's below what [all of it]. | off |
                | `--form a\|b\|c` | How it looks. | `a` |
                | `--kinds KINDS` | What is shown: `x` or `y`. | none |

                """#)
        #expect(
            Self.program.optionTable("run Filters")?.contains("| `-u`, `--user NAME\\|NUMBER` |")
                == true)
        for other in ["", "tool", "nonsense", "run nonsense", "run Filters more"] {
            #expect(Self.program.optionTable(other) == nil, "\(other)")
        }
    }

    /// bash's script is tried in bash itself (SwiftletTests).
    @Test func scripts() {
        let zsh = Self.program.completionScript(.zsh)
        for part in [
            "#compdef tool\n", "'run:Run a command, and say how it went'\n",
            #"'(-o --output)'{-o+,--output=}'[Write to this file; - for standard output]:FILE:_files' \"#,
            #"'(-t --tree)'{-t,--tree}'[A tree: what'\''s below what \[all of it\]]' \"#,
            #"'--form='"#, "FORM:(a b|c)'", "'*'{-u+,--user=}'[Only this user]:NAME|NUMBER:_users'",
            "'--send=-[Send it]::URL:'", "'*:: :_normal'",
        ] {
            #expect(zsh.contains(part), "\(part)")
        }
        let fish = Self.program.completionScript(.fish)
        for part in [
            "-n '__fish_seen_subcommand_from run' -s o -l output -r -F -d 'Write to this file; - for standard output'\n",
            #"-s t -l tree -d 'A tree: what\'s below what [all of it]'"#, "-l form -x -a 'a b|c'",
            "-l send -d 'Send it'", "-s u -l user -x -a '(__fish_complete_users)'",
        ] {
            #expect(fish.contains(part), "\(part)")
        }
        #expect(!zsh.contains("hidden") && !fish.contains("hidden"))
    }
}

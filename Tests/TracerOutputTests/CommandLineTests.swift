import CommandRun
import Foundation
import RandomBytes
import SampleEvents
import Testing

@testable import TracerCapture
@testable import TracerOutput

/// What `--show-command` writes, pasted into a real bash: the same exec must come of it, byte for byte.
struct CommandLineTests {
    /// A shell that shows the strings it was given: the script is its third argument.
    private static let dump: [[UInt8]] = [
        Array("-c".utf8), Array("/bin/cat /proc/$$/cmdline; printf '%s' ======; /bin/cat /proc/$$/environ".utf8),
    ]

    private func command(_ exec: ExecEvent) throws -> [String] {
        output { buffer in
            var formatter = TextFormatter(clock: sampleClock)
            formatter.showsCommand = true
            formatter.append(.exec(exec), to: &buffer)
        }.split(separator: "\n").dropFirst().map { String($0) }
    }

    /// Variables that bash sets, whatever it was given.
    private static let ofBash: Set<String> = [
        "PWD", "OLDPWD", "SHLVL", "_", "IFS", "SHELLOPTS", "BASHOPTS", "PS4", "OPTIND", "BASH_ENV",
    ]

    @Test(arguments: [false, true])
    func bashRunsTheSameExec(_ hasAnotherName: Bool) throws {
        var random = RandomBytes()
        for round in 0..<100 {
            func strings(_ count: ClosedRange<Int>) -> [[UInt8]] {
                (0..<Int.random(in: count, using: &random)).map { _ in
                    let start = Bool.random(using: &random) ? Array("-".utf8) : []
                    return start + random.string(longest: 40)
                }
            }
            var environment = strings(0...6).map { string in
                Bool.random(using: &random) ? Array("-N\(string.count)=".utf8) + string : string
            }
            environment.append(Array("PATH=/usr/bin:/bin".utf8))
            if Bool.random(using: &random) { environment.shuffle(using: &random) }
            var name = Array((Bool.random(using: &random) ? "sh" : "/bin/sh").utf8)
            if hasAnotherName {
                name = (round % 3 == 0 ? Array("-".utf8) : []) + random.string(longest: 10)
            }
            let arguments = [name] + Self.dump + strings(0...6)
            var exec = sampleExec(
                arguments: StringList(arguments.map { $0 as [UInt8]? }),
                environment: Environment(environment.map { $0 as [UInt8]? }))
            exec.filename = Array("/bin/sh".utf8)
            exec.context.workingDirectory = Array((round % 2 == 0 ? "/usr" : "").utf8)
            let lines = try command(exec)
            let expected = environment.filter { string in
                guard let equals = string.firstIndex(of: 0x3d), equals > 0 else { return false }
                let first = environment.first { $0.starts(with: string[...equals]) }
                return first.map { $0 == string } ?? false
            }
            var unique: [[UInt8]] = []
            for string in expected where !unique.contains(string) { unique.append(string) }
            let result = try CommandRun(["/bin/bash", "-c", lines[0]])
            #expect(lines.count == (!hasAnotherName && unique.count == environment.count ? 1 : 2))
            #expect(lines.allSatisfy(isHarmless))
            let shown = arguments.flatMap { $0 + [0] } + Array("======".utf8)
            #expect(result.output.starts(with: shown), "SEED=\(random.seed) \(lines)")
            let variables = result.output.dropFirst(shown.count)
            guard hasAnotherName else {
                // Byte for byte, in the same order.
                #expect(Array(variables) == unique.flatMap { $0 + [0] }, "SEED=\(random.seed) \(lines)")
                continue
            }
            func others(_ strings: [[UInt8]]) -> Set<[UInt8]> {
                Set(strings.filter { string in
                    !Self.ofBash.contains(String(decoding: string.prefix { $0 != 0x3d }, as: UTF8.self))
                })
            }
            let found = variables.split(separator: 0, omittingEmptySubsequences: true).map { Array($0) }
            #expect(others(found) == others(unique), "SEED=\(random.seed) \(lines)")
        }
    }

    @Test func aScriptIsRunByItsInterpreter() throws {
        var exec = sampleExec(
            arguments: StringList(["/bin/sh", "./configure", "--x"]), environment: Environment())
        exec.filename = Array("./configure".utf8)
        exec.interpreter = Array("/bin/sh".utf8)
        exec.context.workingDirectory = Array("/a b".utf8)
        #expect(try command(exec) == ["    env -i --chdir='/a b' /bin/sh ./configure --x"])
    }

    @Test func whatCannotBeRunAgainIsSaid() throws {
        func line(_ change: (inout ExecEvent) -> Void) throws -> String {
            var exec = sampleExec()
            change(&exec)
            return try #require(try command(exec).first { $0.hasPrefix("    ") && !$0.contains("incomplete") })
        }
        let none = "    # no command line: "
        #expect(try line { $0.filename = [] } == none + "its file's name is not known")
        #expect(try line { $0.filename = Array("/dev/fd/3".utf8) } == none + "its file was given by a descriptor")
        #expect(try line { $0.filename = Array("/a=b".utf8) } == none + "env(1) takes a file's name with = for a variable")
        #expect(try line { $0.arguments = StringList() } == none + "it has no arguments, not even a name")
        #expect(
            try line {
                $0.missing = [MissingPart(part: .arguments, unit: .bytes, offset: 0, count: 1, cause: .ringFull)]
            } == none + "parts of it are missing")
        #expect(
            try line {
                $0.filename = Array("ls".utf8)
                $0.environment = Environment()
            } == "    env -i /bin/bash -pc 'exec -a \"$0\" -- \"$@\"' ls ./ls -l")
        #expect(
            try line {
                $0.arguments = StringList(["-sh"])
                $0.environment = Environment(["-A=b"])
            } == "    env -i -- -A=b /bin/bash -pc 'exec -a \"$0\" -- \"$@\"' -sh /bin/ls")
        var exec = sampleExec(environment: Environment(["A=b", "A=c", "junk"]))
        exec.redactions = [.argument(1)]
        #expect(
            try command(exec) == [
                "    env -i A=b /bin/bash -pc 'exec -a \"$0\" -- \"$@\"' ls /bin/ls -l",
                "    # bash sets PWD, SHLVL and other variables of its own; without 2 strings of the environment: no name, or not the first of it; [redacted] stands for what was hidden",
            ])
    }
}

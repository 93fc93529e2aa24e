import Foundation
import RandomBytes
import SampleEvents
import Testing

@testable import TracerCapture
@testable import TracerOutput

struct TextFormatterTests {
    @Test func eventsAreColumns() throws {
        let header = output { TextFormatter(clock: sampleClock).appendHeader(at: 0, to: &$0) }
        #expect(header == "TIME (UTC)       PID    PPID EVENT  DETAILS\n")
        let exec = sampleExec(arguments: StringList(["ls", "-l", "two words", ""]))
        let columns = "12:00:00.123       1       1 "
        #expect(text(.exec(exec)) == columns + "exec   /bin/ls ls -l 'two words' ''\n")
        #expect(header.utf8.count - "DETAILS\n".utf8.count == EventColumns(width: nil).detailsColumn)

        var exit = ExitEvent(
            time: sampleTime, execID: 0, pid: 1, ppid: 1, comm: Array("ls".utf8),
            waitStatus: 0x200, duration: 1_299_999)
        #expect(text(.exit(exit)) == columns + "exit   2 after 1.2ms (ls)\n")
        exit.waitStatus = 0x8b
        #expect(
            text(.exit(exit)) == columns + "exit   SIGSEGV, core dumped, after 1.2ms (ls)\n")
        exit.waitStatus = 9
        exit.comm = []
        #expect(text(.exit(exit)) == columns + "exit   SIGKILL after 1.2ms\n")
        let fork = ForkEvent(time: sampleTime, pid: 1, ppid: 1, comm: Array("sh".utf8))
        #expect(text(.fork(fork)) == columns + "fork   (sh)\n")
    }

    @Test func failuresAndGapsStandOut() throws {
        var exec = sampleExec(arguments: StringList([Array("ls".utf8), nil, Array("?".utf8)]))
        exec.result = -2
        exec.missing = [
            MissingPart(
                part: .environment, unit: .bytes, offset: 4096, count: 4096, cause: .ringFull),
            MissingPart(part: .arguments, unit: .strings, offset: 1, count: 1, cause: .stringFault),
            MissingPart(part: .environment, unit: .strings, offset: 7, count: nil, cause: .limit),
            MissingPart(part: .filename, unit: .bytes, offset: 0, count: nil, cause: .stringFault),
            MissingPart(part: .arguments, unit: .bytes, offset: .max, count: .max, cause: .record),
        ]
        let lines = text(.exec(exec)).split(separator: "\n").map { String($0) }
        #expect(lines[0].hasSuffix("failed ENOENT /bin/ls ls ? '?'"))
        #expect(lines[1] == "    incomplete: env 4096..8191 ring_full")
        #expect(lines[2] == "    incomplete: args string 1 string_fault")
        #expect(lines[3] == "    incomplete: env string 7.. limit")
        #expect(lines[4] == "    incomplete: filename string_fault")
        #expect(lines.count == 6)
    }

    @Test func theEnvironmentIsIndentedBelow() throws {
        let exec = sampleExec(
            environment: Environment(["A=two words", "B=2", "A=x", "junk"]),
            parentEnvironment: Environment(["B=1", "C=3"]))
        func below(_ form: EnvironmentForm, _ exec: ExecEvent) throws -> [String] {
            text(.exec(exec), environment: form).split(separator: "\n").dropFirst().map {
                String($0)
            }
        }
        #expect(try below(.none, exec) == [])
        #expect(try below(.names, exec) == ["    A", "    B"])
        #expect(
            try below(.all, exec) == ["    A='two words'", "    B=2", "    A=x", "    junk"])
        #expect(try below(.diff, exec) == ["    -C", "    ~B=2", "    +A='two words'"])
        #expect(
            try below(.diff, sampleExec()) == [
                "    the parent's environment is not known; all of it:", "    PATH=/bin",
            ])
        var incomplete = exec
        incomplete.missing = [
            MissingPart(part: .environment, unit: .bytes, offset: 9, count: 1, cause: .ringFull)
        ]
        #expect(try below(.diff, incomplete).dropFirst() == ["    ~B=2", "    +A='two words'"])
    }

    @Test func nothingFromAProcessReachesTheTerminalRaw() throws {
        var random = RandomBytes()
        for _ in 0..<300 {
            let strings = (0..<6).map { _ in random.string(longest: 40) as [UInt8]? }
            var exec = sampleExec(
                arguments: StringList(strings), environment: Environment(strings),
                parentEnvironment: Environment(strings.reversed().dropLast(2).map { $0 }))
            exec.filename = random.string(longest: 40)
            for form in [EnvironmentForm.names, .diff, .all] {
                let width = Bool.random(using: &random) ? 70 : nil
                let written = text(.exec(exec), environment: form, width: width)
                for line in written.split(separator: "\n", omittingEmptySubsequences: false) {
                    #expect(isHarmless(String(line)), "SEED=\(random.seed)")
                }
            }
            let exit = ExitEvent(
                time: 0, execID: 0, pid: 1, ppid: 1, comm: random.string(longest: 15),
                waitStatus: 0, duration: 0)
            #expect(isHarmless(String(text(.exit(exit)).dropLast())), "SEED=\(random.seed)")
        }
    }

    @Test func coloursAreOnlyAdded() throws {
        var random = RandomBytes()
        for _ in 0..<200 {
            var exec = sampleExec(
                arguments: StringList([random.string(longest: 40), nil, random.string(longest: 9)]),
                parentEnvironment: Environment(["PATH=/x", "GONE=1"]))
            exec.result = Bool.random(using: &random) ? 0 : -13
            let plain = text(.exec(exec), environment: .diff)
            let colored = text(.exec(exec), environment: .diff, color: true)
            #expect(colored != plain)
            #expect(colored.replacing(/\u{1b}\[[0-9]+m/, with: "") == plain, "SEED=\(random.seed)")
        }
    }

    @Test func linesAreCutToTheWidth() throws {
        let exec = sampleExec(arguments: StringList(["ls", String(repeating: "é", count: 200)]))
        let cut = text(.exec(exec), width: 60)
        #expect(cut.dropLast().count == 60)
        #expect(cut.hasSuffix("é…\n"))
        let wide = sampleExec(arguments: StringList(["ls", String(repeating: "日", count: 200)]))
        let written = text(.exec(wide), width: 60).dropLast()
        let columns = written.unicodeScalars.map { $0 == "日" ? 2 : 1 }.reduce(0, +)
        #expect(columns == 60 || columns == 59)
        #expect(text(.exec(sampleExec()), width: 80) == text(.exec(sampleExec())))
        #expect(text(.exec(sampleExec()), width: .max) == text(.exec(sampleExec())))
        #expect(text(.exec(sampleExec()), width: .min).hasSuffix("exec   …\n"))
        let long = sampleExec(arguments: StringList(["ls", String(repeating: "a", count: 60), "-l"]))
        let line = text(.exec(long)).dropLast()
        #expect(text(.exec(long), width: line.count).dropLast() == line)
        #expect(text(.exec(long), width: line.count - 1).hasSuffix("a …\n"))
    }

    @Test func aTerminalMayBeResized() throws {
        var formatter = TextFormatter(clock: sampleClock, width: 200)
        var tree = TreeFormatter(formatter)
        let exec = sampleExec(arguments: StringList(["ls", String(repeating: "x", count: 300)]))
        for width in [60, 120, 40] {
            formatter.setWidth(width)
            tree.setWidth(width)
            let line = output { formatter.append(.exec(exec), to: &$0) }
            #expect(line.count == width + 1)
            #expect(line.hasPrefix("12:00:00.123") == (width >= 48))
            #expect(output { tree.append(.exec(exec), to: &$0) }.count == width + 1)
        }
    }

    /// A program's time counts from its exec, in every form of text.
    @Test func durationsCountFromTheExec() throws {
        var exit = ExitEvent(
            time: sampleTime + 5_000_000_000, execID: 0x2a, pid: 1, ppid: 1, comm: Array("ls".utf8),
            waitStatus: 0x100, duration: 9_000_000_000, execDuration: 5_000_000_000)
        #expect(text(.exit(exit)).contains("1 after 5.0s (ls)"))
        var tree = TreeFormatter(TextFormatter(clock: sampleClock))
        let lines = output {
            tree.append(.exec(sampleExec()), to: &$0)
            tree.append(.exit(exit), to: &$0)
            tree.appendSummary(to: &$0)
        }
        #expect(lines.contains("exit 1 after 5.0s (ls)"))
        #expect(lines.contains("    5.0s       1 1         "), "\(lines)")
        // One that never called exec has nothing but its fork.
        exit.execDuration = nil
        #expect(text(.exit(exit)).contains("1 after 9.0s (ls)"))
    }

    @Test func narrowTerminalsHaveFewerColumns() throws {
        let exec = TracerEvent.exec(sampleExec())
        #expect(text(exec, width: 72).hasPrefix("12:00:00.123       1       1 exec   /bin/ls ls -l"))
        #expect(text(exec, width: 71) == "12:00:00.123       1 exec   /bin/ls ls -l\n")
        #expect(text(exec, width: 47) == "      1 exec   /bin/ls ls -l\n")
        for (width, header) in [
            (71, "TIME (UTC)       PID EVENT  DETAILS\n"), (47, "    PID EVENT  DETAILS\n"),
        ] {
            let written = output {
                TextFormatter(clock: sampleClock, width: width).appendHeader(at: 0, to: &$0)
            }
            #expect(written == header)
        }
    }

    @Test func widthsHoldForAnyBytes() throws {
        var random = RandomBytes()
        for _ in 0..<500 {
            let strings = (0..<40).map { _ in
                Bool.random(using: &random) ? nil : random.string(longest: 20) as [UInt8]?
            }
            var exec = sampleExec(arguments: StringList(strings))
            exec.result = Bool.random(using: &random) ? 0 : -13
            let width = Int.random(in: 72...200, using: &random)
            let whole = text(.exec(exec)).dropLast()
            for color in [false, true] {
                let cut = text(.exec(exec), color: color, width: width)
                    .replacing(/\u{1b}\[[0-9]+m/, with: "").dropLast()
                let comment: Comment = "SEED=\(random.seed)"
                if cut.unicodeScalars.last == "…", cut != whole {
                    let kept = cut.unicodeScalars.dropLast()
                    #expect(whole.unicodeScalars.starts(with: kept), comment)
                    #expect(kept.count < max(width, EventColumns(width: nil).detailsColumn + 12), comment)
                } else {
                    #expect(cut == whole, comment)
                }
            }
        }
    }

    @Test(arguments: [
        (UInt64(0), "0ns"), (999, "999ns"), (1000, "1.0us"), (12_345, "12.3us"),
        (999_999, "999.9us"), (1_200_345, "1.2ms"), (59_999_999_999, "59.9s"),
        (60_000_000_000, "1m00s"), (123_000_000_000, "2m03s"), (3_720_000_000_000, "1h02m"),
        (273_600_000_000_000, "3d04h"), (.max, "213503d23h"),
    ])
    func durationsHaveTheUnitThatFits(nanoseconds: UInt64, expected: String) throws {
        #expect(output { $0.append(duration: nanoseconds) } == expected)
    }
}

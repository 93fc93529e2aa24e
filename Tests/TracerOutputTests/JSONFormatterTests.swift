import Foundation
import RandomBytes
import SampleEvents
import Testing

@testable import TracerCapture
@testable import TracerOutput

struct JSONFormatterTests {
    /// The keys and their order are fixed: programs may rely on them, and people on what comes
    /// first.
    @Test func theLinesAreThoseOfTheDesign() throws {
        #expect(
            json(.exec(sampleExec())) == """
                {"v":1,"event":"exec","time":"2026-01-31T12:00:00.123456789Z",\
                "exec_id":"000000000000002a","pid":1,"tid":1,"ppid":1,"uid":0,"gid":0,"comm":"ls",\
                "filename":"/bin/ls","args":["ls","-l"],"env":{"PATH":"/bin"},"env_other":[],\
                "argc":2,"envc":1,"args_bytes":6,"env_bytes":10,"complete":true,"missing":[],\
                "source":"block","cgroup_id":1,"pid_ns":4026531836,\
                "parent_exec_id":"0000000000000000","start_time":"2026-01-31T11:43:20.000000900Z",\
                "result":0,"redacted":[]}

                """)
        let exit = ExitEvent(
            time: sampleTime, execID: 0x2a, parentExecID: 0x29, pid: 1, ppid: 1,
            comm: Array("ls".utf8), waitStatus: 0, duration: 1_200_345, execDuration: 1_000_345)
        #expect(
            json(.exit(exit)) == """
                {"v":1,"event":"exit","time":"2026-01-31T12:00:00.123456789Z",\
                "exec_id":"000000000000002a","parent_exec_id":"0000000000000029","pid":1,"ppid":1,\
                "comm":"ls","exit_code":0,"signal":null,"core_dumped":false,"duration_ns":1200345,\
                "exec_duration_ns":1000345}

                """)
        let fork = ForkEvent(time: sampleTime, pid: 2, ppid: 1, comm: Array("sh".utf8))
        #expect(
            json(.fork(fork)) == """
                {"v":1,"event":"fork","time":"2026-01-31T12:00:00.123456789Z","pid":2,"ppid":1,"comm":"sh"}

                """)
    }

    /// Names that become the same text, or that differ from it in bytes that are not UTF-8.
    @Test(arguments: [EnvironmentForm.all, .diff])
    func noKeyComesTwice(_ form: EnvironmentForm) throws {
        let strings: [[UInt8]] = [
            [0x41, 0xff, 0x3d, 0x31], [0x41, 0xfe, 0x3d, 0x32], Array("A\u{fffd}=3".utf8),
            Array("B=4".utf8), [0x43, 0x3d, 0xff],
        ]
        let parent = Environment([[0x41, 0xff, 0x3d, 0x31], Array("B=0".utf8)])
        let line = json(
            .exec(sampleExec(environment: Environment(strings.map { $0 }), parentEnvironment: parent)),
            environment: form)
        // Foundation takes the last of two values; so the text itself has to say it.
        #expect(line.components(separatedBy: "\"A\u{fffd}\":").count == 2)
        let object = try parsed(line)
        #expect(object["env_other"] as? [String] == ["A\u{fffd}=1", "A\u{fffd}=2"])
        #expect((object["env_base64"] as? [String])?.count == 5)
        if form == .all {
            let expected = ["A\u{fffd}": "3", "B": "4", "C": "\u{fffd}"]
            #expect(object["env"] as? [String: String] == expected)
        } else {
            let diff = try #require(object["env_diff"] as? [String: Any])
            #expect(diff["added"] as? [String: String] == ["A\u{fffd}": "3", "C": "\u{fffd}"])
            #expect(diff["changed"] as? [String: String] == ["B": "4"])
        }
    }

    @Test func exitsSayWhatEndedThem() throws {
        var exit = ExitEvent(
            time: 0, execID: 0, pid: 1, ppid: 1, comm: [], waitStatus: 0x2a00, duration: 0)
        var object = try parsed(json(.exit(exit)))
        #expect(object["exit_code"] as? Int == 42 && object["signal"] is NSNull)
        exit.waitStatus = 0x8b
        object = try parsed(json(.exit(exit)))
        #expect(object["exit_code"] is NSNull && object["signal"] as? String == "SIGSEGV")
        #expect(object["core_dumped"] as? Bool == true)
    }

    /// Random arguments and environments, read back by Foundation and compared with a model.
    @Test func randomExecsAreReadBack() throws {
        var random = RandomBytes()
        for _ in 0..<400 {
            let comment: Comment = "SEED=\(random.seed)"
            let arguments = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                Int.random(in: 0..<12, using: &random) == 0 ? nil : random.string(longest: 40)
            }
            let environment = (0..<Int.random(in: 0...8, using: &random)).map { _ -> [UInt8]? in
                if Int.random(in: 0..<12, using: &random) == 0 { return nil }
                let name = ["A", "B", "LONG_NAME", ""].randomElement(using: &random)!
                return Array(name.utf8) + [0x3d] + random.string(longest: 40)
            }
            var exec = sampleExec(
                arguments: StringList(arguments), environment: Environment(environment))
            exec.comm = random.string(longest: 15)
            exec.filename = random.string(longest: 60)
            let object = try parsed(json(.exec(exec)))

            #expect(shown(object["comm"]) == repaired(exec.comm), comment)
            #expect(shown(object["filename"]) == repaired(exec.filename), comment)
            expectBase64(object["filename_base64"].map { [$0] }, of: [exec.filename], comment)
            let args = try #require(object["args"] as? [Any])
            #expect(args.map { shown($0) } == arguments.map { $0.flatMap(repaired) }, comment)
            expectBase64(object["args_base64"] as? [Any], of: arguments, comment)
            expectBase64(object["env_base64"] as? [Any], of: environment, comment)

            var variables: [String: [UInt8]?] = [:]
            var other: [[UInt8]?] = []
            for case let string? in environment {
                let equals = string.firstIndex(of: 0x3d)!
                let name = String(decoding: string[..<equals], as: UTF8.self)
                if name.isEmpty || variables[name] != nil {
                    other.append(repaired(string))
                } else {
                    variables[name] = repaired(Array(string[(equals + 1)...]))
                }
            }
            let env = try #require(object["env"] as? [String: Any])
            #expect(env.mapValues { shown($0) } == variables, comment)
            #expect((object["env_other"] as? [Any])?.map { shown($0) } == other, comment)
        }
    }

    /// As bytes: == of String takes different scalars for the same text.
    private func repaired(_ bytes: [UInt8]) -> [UInt8]? {
        Array(String(decoding: bytes, as: UTF8.self).utf8)
    }

    private func shown(_ value: Any?) -> [UInt8]? {
        (value as? String).map { Array($0.utf8) }
    }

    private func expectBase64(_ value: [Any]?, of strings: [[UInt8]?], _ comment: Comment) {
        guard
            strings.contains(where: {
                $0.map { String(validating: $0, as: UTF8.self) == nil } ?? false
            })
        else {
            #expect(value == nil, comment)
            return
        }
        let decoded = value?.map {
            ($0 as? String).flatMap { Data(base64Encoded: $0) }.map { Array($0) }
        }
        #expect(decoded == strings, comment)
    }

    @Test func whatIsMissingIsNamed() throws {
        var exec = sampleExec(environment: Environment([Array("A=b".utf8), nil]))
        exec.missing = [
            MissingPart(
                part: .environment, unit: .bytes, offset: 4096, count: 32, cause: .ringFull),
            MissingPart(part: .arguments, unit: .strings, offset: 3, count: nil, cause: .limit),
            MissingPart(part: .filename, unit: .bytes, offset: 0, count: nil, cause: .stringFault),
        ]
        exec.environmentBytesReceived = 4
        let object = try parsed(json(.exec(exec)))
        #expect(object["complete"] as? Bool == false)
        #expect(object["args_received"] as? Int == 6 && object["env_received"] as? Int == 4)
        #expect(object["env"] as? [String: String] == ["A": "b"])
        let missing = try #require(object["missing"] as? [[String: Any]])
        #expect(missing.map { $0["part"] as? String } == ["env", "args", "filename"])
        #expect(missing.map { $0["unit"] as? String } == ["bytes", "strings", "bytes"])
        #expect(missing.map { $0["offset"] as? Int } == [4096, 3, 0])
        #expect(missing.map { $0["count"] as? Int } == [32, nil, nil])
        #expect(missing.map { $0["cause"] as? String } == ["ring_full", "limit", "string_fault"])
        let whole = try parsed(json(.exec(sampleExec())))
        #expect(whole["args_received"] == nil && whole["env_received"] == nil)
    }

    @Test func whatIsUnusualIsTold() throws {
        var exec = sampleExec()
        exec.result = -2
        exec.oldTID = 7
        exec.interpreter = Array("/bin/sh".utf8)
        exec.source = .stream
        let object = try parsed(json(.exec(exec)))
        #expect(object["result"] as? Int == -2 && object["error"] as? String == "ENOENT")
        #expect(object["old_tid"] as? Int == 7)
        #expect(object["interpreter"] as? String == "/bin/sh")
        #expect(object["source"] as? String == "stream")
        let usual = try parsed(json(.exec(sampleExec())))
        #expect(usual["error"] == nil && usual["old_tid"] == nil && usual["interpreter"] == nil)
    }

    @Test func theEnvironmentHasFourForms() throws {
        let exec = sampleExec(
            environment: Environment(["A=1", "B=2", "C=3", "A=4", "junk"]),
            parentEnvironment: Environment(["C=3", "B=1", "D=x"]))
        let none = try parsed(json(.exec(exec), environment: .none))
        #expect(!none.keys.contains { $0.hasPrefix("env") && $0 != "envc" && $0 != "env_bytes" })

        let names = try parsed(json(.exec(exec), environment: .names))
        #expect(names["env_names"] as? [String] == ["A", "B", "C"])
        #expect(names["env"] == nil && names["env_other"] == nil && names["env_base64"] == nil)

        let diff = try parsed(json(.exec(exec), environment: .diff))
        let changes = try #require(diff["env_diff"] as? [String: Any])
        #expect(changes["added"] as? [String: String] == ["A": "1"])
        #expect(changes["changed"] as? [String: String] == ["B": "2"])
        #expect(changes["removed"] as? [String] == ["D"])
        #expect(changes["against"] as? String == "parent")
        #expect(diff["env"] == nil)
        #expect(diff["env_other"] as? [String] == ["A=4", "junk"])

        let all = try parsed(json(.exec(exec), environment: .all))
        #expect(all["env"] as? [String: String] == ["A": "1", "B": "2", "C": "3"])
        #expect(all["env_other"] as? [String] == ["A=4", "junk"])
    }

    @Test func aDiffClaimsNoMoreThanIsKnown() throws {
        // No parent, or one of which a part is not known: all is shown.
        for parent in [nil, Environment([Array("A=1".utf8), nil])] {
            let exec = sampleExec(parentEnvironment: parent)
            let object = try parsed(json(.exec(exec), environment: .diff))
            #expect(object["env_diff"] is NSNull)
            #expect(object["env"] as? [String: String] == ["PATH": "/bin"])
        }
        // What did not arrive was not removed.
        var exec = sampleExec(parentEnvironment: Environment(["PATH=/bin", "X=1"]))
        exec.missing = [
            MissingPart(part: .environment, unit: .bytes, offset: 10, count: 4, cause: .ringFull)
        ]
        let object = try parsed(json(.exec(exec), environment: .diff))
        let changes = try #require(object["env_diff"] as? [String: Any])
        #expect(changes["removed"] is NSNull)
    }

    /// A formatter keeps memory from one event to the next, but nothing else.
    @Test func eventsDoNotShowInLaterOnes() throws {
        var formatter = JSONFormatter(environment: .all, clock: sampleClock)
        let large = sampleExec(environment: Environment((0..<20_000).map { "V\($0)=\($0)" }))
        var buffer = OutputBuffer()
        formatter.append(.exec(sampleExec()), to: &buffer)
        let first = buffer.bytes
        buffer.removeAll()
        formatter.append(.exec(large), to: &buffer)
        #expect(try parsed(String(decoding: buffer.bytes, as: UTF8.self))["envc"] as? Int == 20_000)
        buffer.removeAll()
        formatter.append(.exec(sampleExec()), to: &buffer)
        #expect(buffer.bytes == first)
    }

    @Test func attributesOfRulesAreShown() throws {
        var exec = sampleExec()
        #expect(try parsed(json(.exec(exec)))["attributes"] == nil)
        exec.attributes = [Attribute(name: "te\"am", value: "a\nb"), Attribute(name: "n", value: "1")]
        #expect(try parsed(json(.exec(exec)))["attributes"] as? [String: String] == ["te\"am": "a\nb", "n": "1"])
        let shown = output { buffer in
            var formatter = TextFormatter(clock: sampleClock)
            formatter.showsContext = true
            formatter.append(.exec(exec), to: &buffer)
        }
        // As shell words, in which nothing can end the line.
        #expect(shown.hasSuffix(", $'te\"am=a\\nb', n=1\n"), "\(shown)")
    }
}

import Foundation
import RandomBytes
import Testing

/// Recorded runs with numbers that no kernel has ever counted, through every form.
struct HostileNumbersTests {
    private static let unsigned = [
        "0", "1", "18446744073709551615", "9223372036854775808", "9223372036854775807",
    ]
    private static let times = [
        "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000001Z", "2026-01-31T12:00:00Z",
        "2554-07-21T23:34:33.709551615Z",
    ]

    private static let forms: [[String]] = [
        [], ["--tree"], ["--env", "diff"], ["--env", "all", "--show-command"], ["--context"],
        ["--format", "json"],
        ["--format", "json", "--env", "ref"], ["--format", "trace-event"],
        ["--format", "trace-event", "--env", "diff"],
        ["--format", "otlp-json", "--env", "all"], ["--html", "/dev/null"],
    ]

    @Test(arguments: forms)
    func nothingTraps(_ form: [String]) throws {
        let file = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString).ndjson"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let seed =
            ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
            ?? .random(in: 0...UInt64.max)
        var chance = SplitMix64(state: seed)
        var lines = ""
        for _ in 0..<3000 { lines += Self.event(&chance) + "\n" }
        lines += Self.summary(&chance) + "\n"
        try lines.write(toFile: file, atomically: false, encoding: .utf8)
        let result = try Command.swiftlet(["replay"] + form + [file])
        // 132, 133: a trap.
        #expect(result.status == 0, "SEED=\(seed) \(result.errors.suffix(2000))")
    }

    private static func event(_ chance: inout SplitMix64) -> String {
        func number() -> String { unsigned.randomElement(using: &chance)! }
        func small() -> String {
            ["0", "1", "2", "4294967295", "4194304"].randomElement(using: &chance)!
        }
        func time() -> String { times.randomElement(using: &chance)! }
        func id() -> String { ["0", "1", "2a", "ffffffffffffffff"].randomElement(using: &chance)! }
        let part = ["args", "env", "filename"].randomElement(using: &chance)!
        let unit = ["bytes", "strings"].randomElement(using: &chance)!
        let count = ["null", "0", "9223372036854775807"].randomElement(using: &chance)!
        let offset = ["0", "3", "9223372036854775807"].randomElement(using: &chance)!
        switch Int.random(in: 0..<4, using: &chance) {
        case 0:
            let result = ["0", "0", "-2", "-2147483648", "2147483647"].randomElement(
                using: &chance)!
            return """
                {"event":"exec","time":"\(time())","exec_id":"\(id())","parent_exec_id":"\(id())","start_time":"\(time())",\
                "pid":\(small()),"ppid":\(small()),"uid":\(small()),"comm":"x","filename":"/x","args":["x","password=a"],\
                "env":{"A":"1"},"argc":9223372036854775807,"envc":0,"args_bytes":\(number()),"env_bytes":\(number()),\
                "args_received":\(number()),"missing":[{"part":"\(part)","unit":"\(unit)","offset":\(offset),"count":\(count),\
                "cause":"truncated"}],"complete":false,"cgroup_id":\(number()),"result":\(result)}
                """
        case 1:
            return """
                {"event":"exit","time":"\(time())","exec_id":"\(id())","pid":\(small()),"ppid":\(small()),"exit_code":255,\
                "duration_ns":\(number()),"max_rss_bytes":\(number()),"user_ns":\(number()),"system_ns":\(number())}
                """
        case 2:
            return
                #"{"event":"fork","time":"\#(time())","pid":\#(small()),"ppid":\#(small()),"comm":"x"}"#
        default:
            let kind = Bool.random(using: &chance) ? "tcp_connect" : "tcp_close"
            return """
                {"event":"\(kind)","time":"\(time())","exec_id":"\(id())","pid":\(small()),"connection_id":"\(id())",\
                "local_address":"::1","local_port":65535,"remote_address":"1.2.3.4","remote_port":0,\
                "duration_ns":\(number()),"established":\(Bool.random(using: &chance)),"bytes_sent":\(number()),\
                "bytes_received":\(number())}
                """
        }
    }

    private static func summary(_ chance: inout SplitMix64) -> String {
        func number() -> String { unsigned.randomElement(using: &chance)! }
        return """
            {"event":"summary","execs":\(number()),"complete":\(number()),"incomplete":\(number()),"failed":\(number()),\
            "ignored":\(number()),"left_out":\(number()),"filtered":\(number()),"received":\(number()),"sent":\(number()),\
            "lost":{"ring_full":\(number()),"sequence_gaps":\(number()),"malformed":\(number())}}
            """
    }
}

import Foundation
import KernelOracle
import Testing

/// `swiftlet replay` as it is used.
struct ReplayTests {
    private let file = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString).ndjson"

    private func write(_ text: String) throws {
        try text.write(toFile: file, atomically: false, encoding: .utf8)
    }

    private var line: String {
        #"{"event":"exec","time":"2026-01-31T12:00:00.123456789Z","exec_id":"2a","pid":77,"ppid":1,"comm":"ls","filename":"/bin/ls","args":["ls","two words"],"env":{"A":"1"}}"#
            + "\n"
    }

    @Test func withoutOptionsItIsText() throws {
        defer { try? FileManager.default.removeItem(atPath: file) }
        try write(line + #"{"event":"summary","execs":1,"complete":1,"sent":2,"received":2}"# + "\n")
        let result = try Command.swiftlet(["replay", file])
        #expect(result.status == 0)
        #expect(result.output.contains("12:00:00.123      77       1 exec   /bin/ls ls 'two words'"))
        #expect(result.errors == "1 exec, complete; nothing lost\n")
        let piped = try Command.run(["/bin/sh", "-c", "\(Command.swiftlet) replay - < \(file)"])
        #expect(piped.status == 0 && piped.output == result.output)
        let environment = try Command.swiftlet(["replay", "--env", "all", file])
        #expect(environment.output.contains("A=1"))
        let few = try Command.swiftlet(["replay", "--events", "exit", file])
        #expect(!few.output.contains("/bin/ls"))
    }

    @Test func faultsAndWhatIsMissing() throws {
        defer { try? FileManager.default.removeItem(atPath: file) }
        try write(line + #"{"event":"exit","time":7}"# + "\n")
        let broken = try Command.swiftlet(["replay", file])
        #expect(broken.status == 65)
        #expect(broken.errors.contains("\(file):2:24: \"time\": expected a string"))
        #expect(broken.output.contains("/bin/ls"))
        try write(line + line.dropLast(10))
        let cut = try Command.swiftlet(["replay", "--format", "json", file])
        #expect(cut.status == 0)
        #expect(cut.errors.contains("the last line breaks off"))
        #expect(cut.errors.contains("no summary"))
        // No summary is made up.
        #expect(!cut.output.contains("summary"))
        #expect(try Command.swiftlet(["replay", "--strict", file]).status == 74)
        #expect(try Command.swiftlet(["replay", file + ".not"]).status == 66)
        #expect(try Command.swiftlet(["replay", "/tmp"]).status == 66)
    }

    @Test func optionsOfARunningTraceAreRefused() throws {
        for option in [["--capture", "block"], ["--ring-size=4K"], ["--duration", "1"], ["--failed"]] {
            let result = try Command.swiftlet(["replay"] + option + ["-"])
            #expect(result.status == 64, "\(option)")
            #expect(result.errors.contains("for a running trace"), "\(result.errors)")
        }
        #expect(try Command.swiftlet(["replay", "--nonsense", "-"]).status == 64)
        #expect(try Command.swiftlet(["replay"]).status == 64)
    }

    /// A real run, with all that a recording can hold: written again it is the same, byte for byte.
    @Test(
        .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)),
        arguments: ["all", "names", "none", "diff"])
    func aRealRunIsTheSameAgain(_ form: String) throws {
        defer { try? FileManager.default.removeItem(atPath: file) }
        let script = #"""
            import os, socket, sys
            hostile = [b"\x1b[31mred\x1b[0m", b"new\nline", b"quo'te\"s", b"\xff\xfe\xc3", b"</script>", b""]
            env = {b"A": b"1", b"BAD\xff": b"\xff", b"ESC": b"\x1b]0;t\x07", b"EMPTY": b""}
            def run(path, args, env):
                pid = os.fork()
                if pid == 0:
                    try: os.execve(path, args, env)
                    except OSError: os._exit(9)
                os.waitpid(pid, 0)
            for one in hostile: run(b"/bin/true", [b"true", one], env)
            run(b"/no/such\xff", [b"x"] + hostile, env)
            run(b"/bin/true", [], env)
            run(b"/bin/sh", [b"sh", b"-c", b"kill -SEGV $$"], env)
            run(b"/bin/true", [b"x" * 100000] * 10, {b"N%d" % n: b"y" * 1000 for n in range(2000)})
            server = socket.create_server(("127.0.0.1", 0))
            client = socket.create_connection(server.getsockname())
            client.close(); server.close()
            """#
        let recorded = try Command.swiftlet(
            ["trace", "--format", "json", "--events", "exec,exit,fork,tcp", "--failed", "--env", form]
                + ["--output", file, "--", "/usr/bin/python3", "-c", script])
        #expect(recorded.status == 0, "\(recorded.errors)")
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        #expect(before.count > 5000)
        let again = try Command.swiftlet(["replay", "--format", "json", "--env", form, file])
        #expect(again.status == 0)
        #expect(again.errors == "")
        #expect(Data(again.output.utf8) == before)
        let kinds = Set(try again.events().compactMap { $0["event"] as? String })
        #expect(kinds.isSuperset(of: ["exec", "exit", "fork", "summary"]))
        #expect(try again.events("exec").contains { $0["error"] as? String == "ENOENT" })
        // And as text, without privilege.
        let text = try Command.run([
            "/bin/sh", "-c",
            "exec setpriv --reuid 65534 --clear-groups -- \(Command.swiftlet) replay - < \(file)",
        ])
        if text.status == 126 || text.errors.contains("Permission denied") { return }
        #expect(text.status == 0, "\(text.errors)")
        #expect(text.lines.count > 10)
    }
}

import CommandRun
import Foundation
import KernelOracle
import Testing

/// `swiftlet trace` as it is used.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct TraceTests {
    private func json(_ options: [String] = [], _ command: String...) throws -> Command.Result {
        try Command.swiftlet(["trace", "--format", "json", "--output", "-"] + options + ["--"] + command)
    }

    @Test func aCommandWithItsArgumentsAndEnvironment() throws {
        let result = try Command.run(
            ["/usr/bin/env", "-i", "A=1", "B=two words", "EMPTY=", Command.swiftlet, "trace"]
                + ["--format", "json", "--output", "-", "--", "/bin/sh", "-c", "exit 0", "é\n"])
        #expect(result.status == 0)
        let exec = try #require(try result.events("exec").first)
        #expect(exec["args"] as? [String] == ["/bin/sh", "-c", "exit 0", "é\n"])
        #expect(
            exec["env"] as? [String: String] == ["A": "1", "B": "two words", "EMPTY": ""])
        #expect(exec["complete"] as? Bool == true)
        #expect(exec["source"] as? String == "block")
        let exit = try #require(try result.events("exit").first)
        #expect(exit["exec_id"] as? String == exec["exec_id"] as? String)
        let summary = try #require(try result.events().last)
        #expect(summary["event"] as? String == "summary")
        #expect(summary["execs"] as? Int == 1)
        #expect(summary["sent"] as? Int == summary["received"] as? Int)
    }

    @Test(arguments: ["block", "stream"])
    func descendantsToTheLastExit(_ capture: String) throws {
        let result = try json(
            ["--capture", capture], "/bin/sh", "-c", "(sleep 0.5; /bin/true late) & exit 3")
        // The command's own status, though another process ended last.
        #expect(result.status == 3)
        let execs = try result.events("exec").compactMap { ($0["args"] as? [String])?.last }
        #expect(execs.count == 3)
        #expect(execs.last == "late")
        #expect(try result.events("exec").allSatisfy { $0["complete"] as? Bool == true })
    }

    @Test func theStatusIsTheCommands() throws {
        #expect(try json([], "/bin/sh", "-c", "exit 7").status == 7)
        #expect(try json([], "/bin/sh", "-c", "kill -9 $$").status == 128 + 9)
        let missing = try json([], "/no/such/program")
        #expect(missing.status == 127)
        #expect(missing.errors.contains("/no/such/program") && missing.errors.contains("ENOENT"))
        #expect(try json([], "/etc/passwd").status == 126)
    }

    /// Text has local times, unless `--utc` is given, and no columns without an event.
    @Test func textBeginsWithItsFirstEvent() throws {
        func first(_ options: [String], _ command: String) throws -> String? {
            let result = try Command.swiftlet(
                ["trace", "--output", "-"] + options + ["--", command],
                environment: ["PATH": "/bin", "TZ": "ABC-5:45"])
            return result.lines.first.map { String($0) }
        }
        #expect(try first([], "true") == "TIME (+05:45)    PID    PPID EVENT  DETAILS")
        #expect(try first(["--utc"], "true") == "TIME (UTC)       PID    PPID EVENT  DETAILS")
        #expect(try first(["--tree"], "true") == "TIME (+05:45)    PID PROGRAM")
        #expect(try first([], "/no/such") == nil)
        #expect(try first(["--tree"], "/no/such") == nil)
        #expect(try first(["--color", "always"], "true")?.hasPrefix("\u{1b}[2mTIME") == true)
    }

    @Test(arguments: ["block", "stream"])
    func execsThatFail(_ capture: String) throws {
        let result = try json(
            ["--failed", "--capture", capture], "/bin/sh", "-c", "/no/such a 'b c'; exit 0")
        let failed = try #require(
            try result.events("exec").first { $0["filename"] as? String == "/no/such" })
        #expect(failed["result"] as? Int == -2)
        #expect(failed["error"] as? String == "ENOENT")
        #expect(failed["args"] as? [String] == ["/no/such", "a", "b c"])
        #expect(failed["complete"] as? Bool == true)
        // Without --failed there is no such event.
        let silent = try json(["--capture", capture], "/bin/sh", "-c", "/no/such; exit 0")
        #expect(try silent.events("exec").count == 1)
    }

    @Test func theOutputFileIsPrivate() throws {
        let path = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"
        _ = FileManager.default.createFile(
            atPath: path, contents: nil, attributes: [.posixPermissions: 0o644])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let result = try json(["--output", path], "/bin/echo", "said by the command")
        // The command's output and the tracer's don't mix.
        #expect(result.output == "said by the command\n")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("\"summary\""))
        let nowhere = try json(["--output", "/no/such/folder/file"], "/bin/true")
        #expect(nowhere.status == 73)
    }

    @Test func howMuchEnvironment() throws {
        let environment = ["KEEP": "same", "PATH": "/usr/bin:/bin"]
        func exec(_ form: String) throws -> [String: Any] {
            let result = try Command.swiftlet(
                ["trace", "--format", "json", "--output", "-", "--env", form, "--", "/bin/sh", "-c"]
                    + ["ADDED=1 KEEP=changed /usr/bin/true"], environment: environment)
            return try #require(
                try result.events("exec").first { $0["filename"] as? String == "/usr/bin/true" })
        }
        let none = try exec("none")
        #expect(none["env"] == nil && none["env_names"] == nil)
        let names = try exec("names")
        #expect((names["env_names"] as? [String]).map(Set.init)?.contains("ADDED") == true)
        let diff = try #require(try exec("diff")["env_diff"] as? [String: Any])
        #expect((diff["added"] as? [String: String])?["ADDED"] == "1")
        #expect(diff["changed"] as? [String: String] == ["KEEP": "changed"])
        let all = try exec("all")
        #expect((all["env"] as? [String: String])?["KEEP"] == "changed")
    }

    @Test func stopsByItself() throws {
        let started = Date()
        let limited = try json(["--max-events", "2"], "/bin/sh", "-c", "/bin/true; /bin/true; exit 4")
        #expect(limited.status == 4)
        #expect(limited.lines.count == 3)
        #expect(try limited.events().last?["event"] as? String == "summary")
        let host = try Command.swiftlet(["trace", "--duration", "0.5", "--format", "json"])
        #expect(host.status == 0)
        #expect(try host.events().last?["event"] as? String == "summary")
        #expect(Date().timeIntervalSince(started) < 30)
    }

    @Test func signalsAreTheCommands() throws {
        let running = try Command.start(
            [Command.swiftlet, "trace", "--format", "json", "--", "/bin/sh", "-c"]
                + ["trap 'exit 42' TERM; echo ready; while :; do sleep 0.05; done"])
        #expect(running.waitUntilSaid("ready"))
        kill(running.process.processIdentifier, SIGTERM)
        #expect(try running.end().status == 42)
    }

    /// The first process of a container is given orphans; none stays a zombie.
    @Test(arguments: [true, false])
    func orphansOfAContainerAreReaped(hasCommand: Bool) throws {
        // An orphan ends; then it is looked for until it is gone.
        let script = """
            p=$(sh -c 'sh -c "exec sleep 0.05" >&- & echo $!')
            for n in $(seq 1000); do [ -e /proc/$p ] || { echo gone; exit 5; }; sleep 0.02; done
            cat /proc/$p/status; exit 6
            """
        let trace =
            hasCommand
            ? "exec \"$0\" trace --output /dev/null -- sh -c \"$1\""
            : "(sh -c \"$1\"; kill -TERM 1) & exec \"$0\" trace --output /dev/null"
        let result = try Command.run(
            ["/usr/bin/unshare", "-pf", "--mount-proc", "/bin/sh", "-c", trace]
                + [Command.swiftlet, script])
        #expect(result.output == "gone\n", "\(result.errors)")
        #expect(result.status == (hasCommand ? 5 : 0))
    }

    /// Without a command, a signal ends the trace, and what was seen is summed up.
    @Test(arguments: [SIGINT, SIGTERM])
    func aSignalEndsTheTraceOfTheHost(_ signal: Int32) throws {
        let running = try Command.start([Command.swiftlet, "trace", "--format", "json"])
        // It is attached when it sees this.
        _ = try eventually {
            running.said.contains("\"exec\"")
        } meanwhile: {
            _ = try Command.run(["/bin/true"])
        }
        kill(running.process.processIdentifier, signal)
        let result = try running.end()
        #expect(result.status == 0)
        #expect(try result.events().last?["event"] as? String == "summary")
    }

    @Test func nobodyReads() throws {
        let result = try Command.run([
            "/bin/sh", "-c",
            "\(Command.swiftlet) trace --output - -- /bin/sh -c 'for i in 1 2 3 4 5 6; do /bin/true; done; exit 5' | head -n 1; exit 0",
        ])
        #expect(result.status == 0)
        #expect(result.lines.count == 1)
        #expect(!result.errors.contains("EPIPE"))
    }

    @Test func lossesAndTheStatusOfStrict() throws {
        let path = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let lossy = try json(
            ["--strict", "--ring-size", "4K", "--output", path], Command.execs, "storm", "1024",
            "50", "2")
        #expect(lossy.status == 74)
        let result = Command.Result(
            status: 0, output: try String(contentsOfFile: path, encoding: .utf8), errors: "")
        let summary = try #require(try result.events().last)
        let lost = try #require(summary["lost"] as? [String: Int])
        let sent = try #require(summary["sent"] as? Int)
        let received = try #require(summary["received"] as? Int)
        #expect(lost["ring_full"] ?? 0 > 0)
        #expect(sent == received + (lost["ring_full"] ?? 0))
        for exec in try result.events("exec") where exec["complete"] as? Bool == false {
            #expect(!(exec["missing"] as? [Any] ?? []).isEmpty)
        }
        #expect(try json(["--strict"], "/bin/true").status == 0)
    }

    @Test func textForPeople() throws {
        let result = try Command.swiftlet(["trace", "--output", "-", "--", "/bin/sh", "-c", "/bin/echo 'a b' >&2; exit 2"])
        #expect(result.status == 2)
        #expect(result.lines.first?.hasPrefix("TIME") == true)
        #expect(result.output.contains("/bin/echo 'a b'"))
        #expect(result.errors.contains("2 execs, all complete; nothing lost"))
        // No colours in a file.
        #expect(!result.output.contains("\u{1b}"))
    }

    @Test func wrongUse() throws {
        for arguments in [
            ["--capture", "some"], ["--duration", "0"], ["--max-events", "-1"], ["--ring-size", "3K"],
            ["--events", "exec,nap"], ["--sample", "0"],
        ] {
            let result = try Command.swiftlet(["trace"] + arguments + ["--", "/bin/true"])
            #expect(result.status == 64, "\(arguments)")
            #expect(!result.errors.isEmpty)
        }
    }

    /// Another user, with nothing: the line names what is missing.
    @Test func notPermitted() throws {
        let copy = "/tmp/swiftlet-test-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: Command.swiftlet, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        func asNobody(_ capabilities: String) throws -> Command.Result {
            try Command.run(
                ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
                    + ["--inh-caps", capabilities, "--ambient-caps", capabilities]
                    + [copy, "trace", "--format", "json", "--output", "-", "--", "/bin/true"])
        }
        let nothing = try asNobody("-all")
        #expect(nothing.status == 77)
        #expect(nothing.errors.contains("CAP_BPF") && nothing.errors.contains("CAP_PERFMON"))
        let half = try asNobody("-all,+bpf")
        #expect(half.status == 77)
        #expect(!half.errors.contains("CAP_BPF") && half.errors.contains("CAP_PERFMON"))
        let enough = try asNobody("-all,+bpf,+perfmon")
        #expect(enough.status == 0, "\(enough.errors)")
        #expect(try enough.events("exec").first?["complete"] as? Bool == true)
        #expect(try enough.events("exec").first?["uid"] as? Int == 65534)
    }
}

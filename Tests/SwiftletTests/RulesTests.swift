import CommandRun
import Foundation
import KernelOracle
import Testing

/// `--config`, on a running trace and on a recorded one.
@Suite(.serialized)
struct RulesTests {
    private let folder = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)/"

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func write(_ text: String, as name: String = "rules.yaml") throws -> String {
        try text.write(toFile: folder + name, atomically: false, encoding: .utf8)
        return folder + name
    }

    private var recording: String {
        #"{"event":"exec","time":"2026-01-31T12:00:00Z","exec_id":"2a","pid":77,"ppid":1,"uid":5,"comm":"ls","filename":"/bin/ls","args":["ls","-l"],"env":{"A":"secret","B":"2"}}"#
            + "\n"
            + #"{"event":"exit","time":"2026-01-31T12:00:01Z","exec_id":"2a","pid":77,"ppid":1,"comm":"ls","exit_code":0,"duration_ns":5}"#
            + "\n" + #"{"event":"summary","execs":1,"complete":1,"sent":2,"received":2}"# + "\n"
    }

    @Test func aRecordedRunGoesThroughThem() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try write(recording, as: "run.ndjson")
        // The rule sees the value that the output doesn't show.
        let config = try write(
            "format: json\nrules:\n- match: {env: A=sec*}\n  attributes: {\"k \\\"\": \"v\"}\n  redact: a\n"
        )
        let result = try Command.swiftlet(["replay", "--config", config, run])
        #expect(result.status == 0, "\(result.errors)")
        let exec = try #require(try result.events("exec").first)
        #expect(exec["attributes"] as? [String: String] == ["k \"": "v"])
        #expect(exec["env"] as? [String: String] == ["A": "[redacted]", "B": "2"])
        #expect(try result.events("summary").first?["ignored"] as? Int == 0)
        // What was written has them still when it is read again.
        let again = try Command.swiftlet([
            "replay", "--format", "json", try write(result.output, as: "2.ndjson"),
        ])
        #expect(again.output == result.output)
        // The command line wins. The environment is not shown, and the rule is about it all the same.
        let ignoring = try write("format: json\nrules:\n- match: {env: A=sec*}\n  action: ignore\n  unsafe: true\n")
        for options in [[], ["--env", "none"], ["--format", "text"]] {
            let none = try Command.swiftlet(["replay", "--config", ignoring] + options + [run])
            #expect(!none.output.contains("ls"), "\(options)")
            if options.first == "--format" { #expect(none.errors.contains("1 left out by rules")) }
        }
    }

    @Test func faultsAreToldWithTheirPlace() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try write(recording, as: "run.ndjson")
        for (text, place) in [
            ("rules:\n- match: {comm: [a}\n", ":2:19: "),
            ("format: yaml\n", ":1:9: \"format\": expected text, json"),
            ("events: [exec, foo]\n", ":1:9: \"events\": expected exec, exit"),
            ("redact: ''\n", ":1:9: \"redact\""),
            ("env: ref\n", ": --env ref is a form of JSON"), ("append: true\n", ": --append"),
        ] {
            let file = try write(text)
            let result = try Command.swiftlet(["replay", "--config", file, run])
            #expect(result.status == 78, "\(text)")
            #expect(result.errors.hasPrefix("swiftlet: \(file)\(place)"), "\(result.errors)")
            #expect(result.output == "")
            let check = try Command.swiftlet(["trace", "--check-config", "--config", file])
            #expect(check.status == 78)
            #expect(check.errors == result.errors)
        }
        let right = try Command.swiftlet([
            "trace", "--check-config", "--config", try write("rules: [{}]\n"),
        ])
        #expect(right.status == 0)
        #expect(right.output.hasSuffix(": 1 rule\n"))
        #expect(try Command.swiftlet(["replay", "--config", folder + "no", run]).status == 66)
        #expect(try Command.swiftlet(["trace", "--check-config"]).status == 64)
    }

    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func aRunningTraceGoesThroughThem() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let config = try write(
            """
            format: json
            events: [exec, exit, fork]
            rules:
            - match: {comm: sh, args: "(: ignored*"}
              action: ignore
              unsafe: true
            - match: {comm: "tru?", env: "MARK=hidden va*"}
              attributes: {team: build}
              redact: MARK
            - match: {comm: cat}
              sample: 2
              unsafe: true
            """)
        let result = try Command.swiftlet(
            [
                "trace", "--output", "-", "--config", config, "--", "/bin/sh", "-c",
                "/bin/sh -c '(: ignored); /bin/true; :'; for i in 1 2 3; do /bin/cat </dev/null; done; :",
            ], environment: ["MARK": "hidden value", "PATH": "/bin"])
        #expect(result.status == 0, "\(result.errors)")
        let execs = try result.events("exec")
        #expect(execs.map { $0["comm"] as? String } == ["sh", "true", "cat", "cat"])
        #expect(execs[1]["attributes"] as? [String: String] == ["team": "build"])
        #expect((execs[1]["env"] as? [String: String])?["MARK"] == "[redacted]")
        #expect(execs[0]["attributes"] == nil)
        // The inner shell's exit and its subshell's are left out with it, so is every second cat.
        let exits = try result.events("exit").compactMap { $0["comm"] as? String }
        #expect(exits.sorted() == ["cat", "cat", "sh", "true"])
        #expect(try result.events("summary").first?["ignored"] as? Int == 2)
    }

    /// As nobody, in a mount namespace of one's own and outside; and by the program that forked it.
    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func nobodyHidesBehindAPath() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let config = try write(
            """
            format: json
            env: none
            rules:
            - match: {uid: 65534, exe: \(try resolved("true"))}
              action: ignore
            - match: {uid: 65534, parent_exe: \(try resolved("xargs"))}
              action: ignore
            """)
        let namespace = try Command.run(
            ["/usr/bin/setpriv", "--reuid", "65534", "--clear-groups", "unshare", "-Urm", "true"])
        let inside =
            "unshare -Urm sh -c 'mount --bind /usr/bin/id $(realpath /usr/bin/true); /usr/bin/true evil; :'"
        if namespace.status != 0 { print("LEFT OUT: a user namespace: users may not make one here") }
        let result = try Command.swiftlet([
            "trace", "--config", config, "--output", folder + "out", "--", "/usr/bin/setpriv",
            "--reuid", "65534", "--clear-groups", "/bin/sh", "-c",
            "/usr/bin/true plain; /usr/lib/../bin/true dots; echo a | xargs echo hidden; env echo seen; \(namespace.status == 0 ? inside : "/usr/bin/true evil"); :",
        ])
        #expect(result.status == 0, "\(result.errors)")
        var shown = result
        shown.output = try String(contentsOfFile: folder + "out", encoding: .utf8)
        let arguments = try shown.events("exec").map { $0["args"] as? [String] ?? [] }
        #expect(arguments.contains(["/usr/bin/true", "evil"]) == (namespace.status == 0))
        #expect(arguments.contains(["echo", "seen"]))
        for hidden in [["/usr/bin/true", "plain"], ["/usr/lib/../bin/true", "dots"], ["echo", "hidden", "a"]] {
            #expect(!arguments.contains(hidden), "\(hidden)")
        }
        #expect(try shown.events("summary").first?["ignored"] as? Int == (namespace.status == 0 ? 3 : 4))
    }

    private func resolved(_ program: String) throws -> String {
        try Command.run(["/usr/bin/realpath", "/usr/bin/" + program]).lines.first.map(String.init) ?? ""
    }

    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func aSignalHasThemReadAgain() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let mark = "mark-\(UUID().uuidString)"
        // What the rest of the host does is left out, too.
        func ignoring(_ argument: String) -> String {
            "rules: [{match: {args: '\(argument)'}, action: ignore, unsafe: true}, {match: {args: '\(mark)*'}}, {action: ignore}]\n"
        }
        let config = try write(ignoring("\(mark)-1"))
        let output = folder + "out.ndjson"
        let running = try Command.start([
            Command.swiftlet, "trace", "--config", config, "--format", "json", "--output", output,
            "--env", "none",
        ])
        func shown(_ path: String) -> [String] {
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            return text.split(separator: "\n").filter {
                $0.contains(#"["/bin/true","#) && $0.contains(mark)
            }
            .compactMap { line in
                line.firstRange(of: mark).map { String(line[$0.upperBound...].prefix(2)) }
            }
        }
        func seen(_ argument: String, in path: String) throws {
            let isShown = try eventually {
                shown(path).contains(argument)
            } meanwhile: {
                _ = try Command.run(["/bin/true", mark + argument])
            }
            #expect(isShown)
        }
        func told(_ text: String) {
            #expect(eventually { running.complained.contains(text) }, "\(running.complained)")
        }
        try seen("-0", in: output)
        _ = try Command.run(["/bin/true", mark + "-1"])
        // A bad file: the rules from before stay.
        _ = try write("rules: [{match: {arg: secret}}]\n")
        kill(running.process.processIdentifier, SIGHUP)
        told("rules.yaml:1:18: no such key here")
        #expect(running.complained.contains("the rules from before stay"))
        _ = try Command.run(["/bin/true", mark + "-1"])
        try seen("-3", in: output)
        // A good one, and a file that was moved away.
        _ = try write(ignoring("\(mark)-2"))
        rename(output, output + ".1")
        kill(running.process.processIdentifier, SIGHUP)
        told("rules.yaml: 3 rules")
        _ = try Command.run(["/bin/true", mark + "-2"])
        try seen("-1", in: output)
        kill(running.process.processIdentifier, SIGINT)
        let result = try running.end()
        #expect(result.status == 0)
        #expect(!result.errors.contains("secret"))
        #expect(Set(shown(output + ".1")) == ["-0", "-3"])
        #expect(Set(shown(output)) == ["-1"])
        let mode =
            try FileManager.default.attributesOfItem(atPath: output)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    /// As `docker kill -s HUP` sends it: in a container such a signal has no sender.
    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func readAgainInAContainer() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let running = try Command.start(
            ["/usr/bin/unshare", "-pf", "--mount-proc", "--kill-child", Command.swiftlet, "trace"]
                + ["--config", try write("rules: []\n"), "--output", folder + "out"])
        defer { kill(running.process.processIdentifier, SIGKILL) }
        // It is attached and waits for signals when it has written the heading.
        #expect(
            eventually { (try? Data(contentsOf: URL(fileURLWithPath: folder + "out")))?.isEmpty == false })
        kill(try #require(running.children.first), SIGHUP)
        _ = eventually { running.complained.contains("0 rules") || !running.process.isRunning }
        #expect(running.complained.contains("0 rules"), "\(running.complained)")
        if let tracer = running.children.first { kill(tracer, SIGTERM) }
        #expect(try running.end().status == 0)
    }

    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func aFileIsGoneOnWith() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let output = folder + "out.ndjson"
        for arguments in [["--append"], ["--append"], []] {
            let result = try Command.swiftlet(
                ["trace", "--format", "json", "--output", output] + arguments + ["--", "/bin/true"])
            #expect(result.status == 0, "\(result.errors)")
            let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
                .count
            #expect(lines == (arguments.isEmpty ? 3 : lines < 6 ? 3 : 6))
            if arguments.isEmpty { continue }
            #expect(lines % 3 == 0)
        }
        #expect(try Command.swiftlet(["trace", "--append", "--", "/bin/true"]).status == 64)
    }
}

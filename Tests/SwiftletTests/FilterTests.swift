import CommandRun
import Foundation
import KernelOracle
import Testing

/// Filters on the running kernel.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct FilterTests {
    private func trace(_ options: String..., command: String) throws -> Command.Result {
        try Command.swiftlet(
            ["trace", "--format", "json", "--output", "-", "--env", "none"] + options + ["--", "/bin/sh", "-c", command])
    }

    private func programs(_ result: Command.Result) throws -> [String] {
        try result.events("exec").compactMap { $0["comm"] as? String }
    }

    private func summary(_ result: Command.Result) throws -> [String: Any] {
        try #require(try result.events("summary").first)
    }

    @Test(arguments: [
        (["sleep"], ["sleep"]), (["s*"], ["sh", "sleep"]), (["?s"], ["ls"]), (["true", "ls"], ["ls", "true"]),
        (["[!s]*"], ["ls", "true"]), (["nothing"], []),
    ])
    func comm(_ patterns: [String], _ expected: [String]) throws {
        for capture in ["block", "stream"] {
            let result = try Command.swiftlet(
                ["trace", "--format", "json", "--output", "-", "--capture", capture, "--strict"]
                    + patterns.flatMap { ["--comm", $0] }
                    + ["--", "/bin/sh", "-c", "/bin/ls / >/dev/null; /bin/true; /bin/sleep 0; exit 5"])
            #expect(result.status == 5)
            #expect(try programs(result).sorted() == expected, "\(capture)")
            // Exits are those of the execs that are shown, and nothing else.
            let execs = Set(try result.events("exec").compactMap { $0["exec_id"] as? String })
            let exits = Set(try result.events("exit").compactMap { $0["exec_id"] as? String })
            #expect(execs == exits)
            #expect(try summary(result)["filtered"] as? Int == 4 - expected.count)
        }
    }

    /// What the kernel can tell takes no room in the ring.
    @Test func whatIsFilteredIsNotSent() throws {
        let command = "for i in 1 2 3 4 5 6 7 8 9 10; do /bin/true; done; /bin/ls / >/dev/null; exit 0"
        let all = try summary(try trace(command: command))
        let some = try summary(try trace("--comm", "ls", command: command))
        #expect(all["sent"] as? Int ?? 0 > 30)
        // One exec, its cgroup, one exit; the shell's forks aren't the program's.
        #expect(some["sent"] as? Int == 3)
        #expect(some["received"] as? Int == 3)
        #expect(some["filtered"] as? Int == 11)
    }

    @Test func users() throws {
        let command =
            "/bin/true; setpriv --reuid 65534 --clear-groups /bin/sh -c '/bin/ls / >/dev/null; exit 0'; exit 0"
        for user in ["65534", "nobody"] {
            let result = try trace("--uid", user, command: command)
            #expect(try programs(result) == ["sh", "ls"])
            #expect(try result.events("exec").allSatisfy { $0["uid"] as? Int == 65534 })
        }
        // Kinds combine by and, several of one kind by or.
        #expect(
            try programs(try trace("--uid", "0", "--uid", "65534", "--comm", "ls", command: command))
                == ["ls"])
        #expect(try programs(try trace("--uid", "0", "--comm", "ls", command: command)) == [])
        let unknown = try trace("--uid", "no-such-user", command: command)
        #expect(unknown.status == 64 && unknown.errors.contains("no-such-user"))
    }

    @Test func pidNamespaces() throws {
        let command = "/bin/true; unshare -pf /bin/sh -c '/bin/ls / >/dev/null; exit 0'; exit 0"
        let outside = try trace("--pid-ns", "/proc/self/ns/pid", command: command)
        #expect(try programs(outside) == ["sh", "true", "unshare"])
        #expect(try programs(try trace("--pid-ns", "1", command: command)) == [])
        #expect(try trace("--pid-ns", "/no/such/file", command: command).status == 64)
    }

    @Test func cgroups() throws {
        let mounts = try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
        let line = try #require(mounts.split(separator: "\n").first { $0.contains(" - cgroup2 ") })
        let root = String(line.split(separator: " ")[4])
        let name = "swiftlet-test-\(getpid())"
        let folder = "\(root)/\(name)"
        for path in [folder, folder + "/below", folder + "-beside"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
        defer { for path in [folder + "/below", folder, folder + "-beside"] { rmdir(path) } }
        let command = ["below", "-beside", ""].map { place in
            let path = place == "below" ? "\(folder)/below" : folder + place
            let program = ["below": "/bin/ls / >/dev/null", "-beside": "/bin/true", "": "/bin/sleep 0"][place]!
            return "(read pid rest </proc/self/stat; echo $pid >\(path)/cgroup.procs; \(program); :)"
        }
        let script = command.joined(separator: ";")
        for filter in ["/\(name)", name, folder] {
            #expect(try programs(try trace("--cgroup", filter, command: script)) == ["ls", "sleep"])
        }
        #expect(try programs(try trace("--cgroup", "\(name)/below", command: script)) == ["ls"])
        let unknown = try trace("--cgroup", "/no-such-cgroup", command: script)
        #expect(unknown.status == 66 && unknown.errors.contains("no-such-cgroup"))
        let other = try trace("--cgroup", "/proc", command: script)
        #expect(other.status == 66 && other.errors.contains("cgroup v2"))
    }

    /// A process that runs already: alone, and with what it forked before and forks after.
    @Test(arguments: [false, true]) func runningProcesses(_ descendants: Bool) throws {
        let stop = NSTemporaryDirectory() + "swiftlet-stop-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: stop) }
        func loop(_ seconds: String) -> String { "while [ ! -e \(stop) ]; do /bin/sleep \(seconds); done" }
        // The shell's child was there before the trace; the shell itself execs at the end.
        let running = try Command.start(
            ["/bin/sh", "-c", "(\(loop("0.05"))) & \(loop("0.06")); wait; exec /bin/true at-the-end"])
        let pid = running.process.processIdentifier
        #expect(eventually { !running.children.isEmpty })
        let tracer = try Command.start(
            [Command.swiftlet, "trace", "--format", "json", "--pid", "\(pid)", "--env", "none"]
                + (descendants ? ["--descendants"] : ["--events", "exec,exit,fork"]))
        // With its descendants: until both have been seen.
        for text in descendants ? ["0.05", "0.06"] : [#""event":"fork""#] { #expect(tracer.waitUntilSaid(text)) }
        _ = FileManager.default.createFile(atPath: stop, contents: nil)
        // It ends by itself, with the last process that it follows.
        let result = try tracer.end()
        #expect(try running.end().status == 0)
        #expect(result.status == 0)
        let execs = try result.events("exec")
        #expect((execs.last?["args"] as? [String]) == ["/bin/true", "at-the-end"])
        #expect(execs.last?["pid"] as? Int == Int(pid))
        let parents = Set(execs.dropLast().compactMap { $0["ppid"] as? Int })
        if descendants {
            #expect(parents.count == 2 && parents.contains(Int(pid)))
            let exits = try result.events("exit")
            #expect(exits.contains { $0["pid"] as? Int == Int(pid) })
        } else {
            #expect(execs.count == 1)
            #expect(try result.events("fork").allSatisfy { $0["ppid"] as? Int == Int(pid) })
        }
    }

    @Test func processesThatAreNotThere() throws {
        let none = try Command.swiftlet(["trace", "--pid", "4194305"])
        #expect(none.status == 66 && none.errors.contains("4194305"))
        #expect(try Command.swiftlet(["trace", "--pid", "1", "--", "/bin/true"]).status == 64)
        #expect(try Command.swiftlet(["trace", "--descendants"]).status == 64)
        #expect(try Command.swiftlet(["trace", "--pid", "0"]).status == 64)
        #expect(try Command.swiftlet(["trace", "--comm", ""]).status == 64)
    }

    /// The environment of a parent that was filtered is not that of the program before.
    @Test func aFilteredParentIsUnknown() throws {
        let result = try Command.swiftlet(
            ["trace", "--format", "json", "--output", "-", "--env", "diff", "--comm", "sh", "--comm", "ls", "--"]
                + ["/bin/sh", "-c", "env A=1 nice /bin/sh -c '/bin/ls / >/dev/null; exit 0'; exit 0"])
        let execs = try result.events("exec")
        try #require(execs.count == 3)
        // Its parent, the inner shell, is known; so is the outer one, the parent of the inner.
        for exec in execs.dropFirst() { #expect(exec["env_diff"] is [String: Any]) }
        let hidden = try Command.swiftlet(
            ["trace", "--format", "json", "--output", "-", "--env", "diff", "--comm", "ls", "--", "/bin/sh", "-c"]
                + ["A=1 /bin/sh -c '/bin/ls / >/dev/null; exit 0'; exit 0"])
        let last = try #require(try hidden.events("exec").last)
        #expect(last["env_diff"] is NSNull)
    }
}

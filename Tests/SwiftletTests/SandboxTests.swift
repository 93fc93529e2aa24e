import CommandRun
import Foundation
import KernelOracle
import SandboxTrial
import Testing

/// What the tracer gives up before it reads what others write.
struct SandboxTests {
    private func attempt(_ call: sandbox_call, needs: UInt32 = 0) -> (result: Int32, said: String) {
        var said = [CChar](repeating: 0, count: 1024)
        let result = sandbox_trial(call, needs, &said, UInt(said.count))
        return (
            result, String(decoding: said.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        )
    }

    /// Refused with EPERM, whoever asks, and named.
    @Test(arguments: [
        (TRY_EXECVE, "execve"), (TRY_SOCKET, "socket"), (TRY_PTRACE, "ptrace"), (TRY_SETUID, "setuid"),
        (TRY_MOUNT, "mount"), (TRY_PROGRAM_LOAD, "bpf"), (TRY_RUNNABLE_MEMORY, "mmap"),
        (TRY_TERMINAL_INPUT, "ioctl"), (TRY_SECUREBITS, "prctl"), (TRY_FORK, "clone"),
        (TRY_UNKNOWN_NUMBER, ""),
    ])
    func otherCallsAreRefusedAndNamed(_ call: sandbox_call, _ name: String) {
        let (result, said) = attempt(call)
        #expect(result == EPERM)
        let lines = said.split(separator: "\n")
        #expect(lines.count == 1, "\(said)")
        #expect(said.hasPrefix("swiftlet: sandbox: system call "), "\(said)")
        #expect(said.contains(name.isEmpty ? " 999 is not allowed" : " (\(name)) is not"), "\(said)")
        #expect(said.hasSuffix("--no-sandbox, and report this line\n"), "\(said)")
    }

    @Test(arguments: [
        (TRY_OPEN, 0), (TRY_THREAD, 0), (TRY_STAT, 0), (TRY_MAP_LOOKUP, EBADF),
        (TRY_PROGRAM_INFO, EBADFD), (TRY_RENAME, ENOENT),
    ] as [(sandbox_call, Int32)])
    func theLoopsCallsAreAllowed(_ call: sandbox_call, _ expected: Int32) {
        let (result, said) = attempt(call)
        #expect(result == expected)
        #expect(said == "")
    }

    /// Spans need a network; nothing else changes with them.
    @Test func theNetworkIsAllowedToWhoSendsSpans() {
        #expect(attempt(TRY_SOCKET, needs: 1).result == 0)
        #expect(attempt(TRY_EXECVE, needs: 1).result == EPERM)
        #expect(attempt(TRY_PROGRAM_LOAD, needs: 1).result == EPERM)
    }

    #if arch(x86_64)
        @Test func callsOfAnotherArchitectureEndTheProcess() {
            #expect(attempt(TRY_OTHER_ARCHITECTURE).result == 1000 + SIGSYS)
        }
    #endif

    @Test func capabilitiesGoForGood() {
        var effective: UInt = 0
        var bounding: UInt = 0
        let kept: UInt = 1 << 39 | 1 << 19
        #expect(sandbox_capabilities(kept, &effective, &bounding) == 0)
        #expect(effective & ~kept == 0)
        if Privilege.isRoot {
            #expect(effective == kept)
            #expect(bounding == kept)
        }
    }

    private func status(of pid: Int32) throws -> [Substring: Substring] {
        let text = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        var fields: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { fields[parts[0]] = parts[1].drop { $0 == "\t" || $0 == " " } }
        }
        return fields
    }

    /// What a running tracer has left, with a command and without; and what the command has.
    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)), arguments: [true, false])
    func whatIsLeft(isSandboxed: Bool) throws {
        let all = try status(of: getpid())
        for command in [["--", "/bin/sh", "-c", "echo ready; exec tail -f /dev/null"], []] {
            let running = try Command.start(
                [Command.swiftlet, "trace", "--format", "json", "--env", "none"]
                    + (isSandboxed ? [] : ["--no-sandbox"])
                    + (command.isEmpty ? ["--events", "fork"] : []) + command)
            let pid = running.process.processIdentifier
            defer { running.killWithChildren() }
            var found = try status(of: pid)
            _ = try eventually {
                found = try status(of: pid)
                return found["Seccomp"] == (isSandboxed ? "2" : "0") && (isSandboxed || !running.said.isEmpty)
            } meanwhile: {
                // Something to be seen, for the trace that has no command.
                if command.isEmpty, !isSandboxed { _ = try Command.run(["/bin/sh", "-c", "(:)"]) }
            }
            guard isSandboxed else {
                #expect(found["Seccomp"] == "0")
                #expect(found["CapEff"] == all["CapEff"])
                continue
            }
            #expect(found["Seccomp"] == "2")
            #expect(found["NoNewPrivs"] == "1")
            // CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE, CAP_BPF; with a command CAP_KILL.
            let kept = command.isEmpty ? "0000008000080004" : "0000008000080024"
            for set in ["CapEff", "CapPrm", "CapBnd"] { #expect(found[Substring(set)] == kept[...]) }
            for set in ["CapInh", "CapAmb"] { #expect(found[Substring(set)] == "0000000000000000") }
        }
    }

    /// A crash is seen as what it is: not as a system call that was refused while it was handled.
    @Test(
        .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)),
        arguments: [SIGSEGV, SIGILL])
    func aCrashKeepsItsSignal(_ signal: Int32) throws {
        let running = try Command.start(
            ["/bin/sh", "-c", "ulimit -c 0; exec \"$0\" trace --events fork", Command.swiftlet])
        let pid = running.process.processIdentifier
        defer { kill(pid, SIGKILL) }
        #expect(try eventually { try status(of: pid)["Seccomp"] == "2" })
        kill(pid, signal)
        let result = try running.end()
        #expect(result.status == 128 + signal, "\(result.errors)")
        #expect(result.errors == "")
    }

    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func theCommandLosesNothing() throws {
        let own = try Command.run(["/bin/grep", "-E", "Cap|NoNew|Seccomp|Sig", "/proc/self/status"])
        let file = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"
        let traced = try Command.swiftlet([
            "trace", "--output", file, "--", "/bin/grep", "-E", "Cap|NoNew|Seccomp", "/proc/self/status",
        ])
        for line in traced.output.split(separator: "\n") { #expect(own.output.contains(line)) }
        #expect(traced.output.contains("NoNewPrivs:\t0"))
        // A program that is another user's by its mode.
        let program = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"
        defer {
            unlink(program)
            unlink(file)
        }
        try FileManager.default.copyItem(atPath: "/usr/bin/id", toPath: program)
        chmod(program, 0o4755)
        let id = ["/usr/bin/setpriv", "--reuid", "65534", "--clear-groups", program, "-u"]
        let untraced = try Command.run(id)
        #expect(untraced.output == "0\n")
        #expect(try Command.swiftlet(["trace", "--output", file, "--"] + id).output == "0\n")
    }

    /// Every way to trace, to the end. That no call is refused, `Command` sees to.
    @Test(
        .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)),
        arguments: [
            ["--capture", "stream"], ["--failed"], ["--failed", "--failed-hook", "tracepoint"], ["--tree"],
            ["--env", "diff"], ["--format", "json"], ["--format", "json", "--env", "ref"],
            ["--format", "trace-event"], ["--format", "otlp-json"],
            ["--events", "exec,exit,fork,tcp", "--context"], ["--sample", "2"],
            ["--ring-size", "64K", "--format", "json"], ["--duration", "0.3"], ["--max-events", "1"],
        ])
    func everyOptionRunsInIt(_ options: [String]) throws {
        let file = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"
        defer { unlink(file) }
        for output in [[], ["--html", file]] {
            if !output.isEmpty, options.first != "--env" { continue }
            // Large environments lose records in the small ring, and get them from /proc.
            let result = try Command.swiftlet(
                ["trace"] + options + output
                    + ["--", "/bin/sh", "-c", "\(Command.execs) storm 2000 8 1; /nonexistent; (exit 3)"])
            #expect(result.status == 3, "\(options + output): \(result.errors)")
        }
    }

    /// While the tracer is stopped the ring fills to 71 %, below the level at which strings are cut short; then the
    /// tracer puts a larger one in its place.
    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func theRingGrowsInIt() throws {
        let file = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"
        defer { unlink(file) }
        var result = try Command.swiftlet([
            "trace", "--format", "json", "--env", "names", "--output", file, "--", "/bin/sh", "-c",
            "kill -STOP $PPID; \(Command.execs) storm 4000 66 1; kill -CONT $PPID; \(Command.execs) storm 10 10 1",
        ])
        #expect(result.status == 0)
        result.output = try String(contentsOfFile: file, encoding: .utf8)
        let summary = try #require(try result.events("summary").first)
        #expect(summary["execs"] as? Int == 79)
        #expect(summary["incomplete"] as? Int == 0)
    }
}

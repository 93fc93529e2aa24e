import Foundation
import KernelOracle
import Testing
import Tracer

/// Forks, execs and exits, in their order and with their figures.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct LifecycleTests {
    /// Runs one command under a session.
    private func trace(
        _ program: URL, _ arguments: [String]
    ) throws -> (Collected, pid: UInt32, CaptureSummary) {
        var options = TraceOptions()
        options.followDescendants = true
        var session = try TraceSession(options)
        try session.follow(pid: getpid())
        try session.attach()
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let pid = UInt32(process.processIdentifier)
        let collected = Collected()
        try collected.drain(&session) { collected.exits.contains { $0.pid == pid } }
        let summary = try collected.stop(&session)
        return (collected, pid, summary)
    }

    @Test func aProcessFromForkToExit() throws {
        let (collected, pid, summary) = try trace(
            URL(fileURLWithPath: "/bin/sh"), ["-c", "exit 3"])
        let fork = try #require(collected.forks.first { $0.pid == pid })
        #expect(fork.ppid == UInt32(getpid()))
        // This process was there before the session: its name is from /proc.
        let comm = try String(contentsOfFile: "/proc/self/comm", encoding: .utf8)
        #expect(String(decoding: fork.comm, as: UTF8.self) + "\n" == comm)
        let exec = try #require(collected.execs.first { $0.pid == pid })
        #expect(exec.arguments.strings == ["/bin/sh", "-c", "exit 3"])
        #expect(exec.ppid == UInt32(getpid()))
        #expect(exec.uid == 0)
        let exit = try #require(collected.exits.first { $0.pid == pid })
        #expect(exit.exitCode == 3)
        #expect(exit.signal == nil)
        #expect(!exit.coreDumped)
        #expect(exit.execID == exec.execID)
        #expect(String(decoding: exit.comm, as: UTF8.self) == "sh")
        #expect(fork.time < exec.time && exec.time < exit.time)
        // From the fork on; the fork's own record is sent a little later.
        #expect(exit.duration >= exit.time - fork.time)
        #expect(exit.duration < exit.time - fork.time + 1_000_000_000)
        #expect(summary.isClean)
    }

    /// The process lives as long as any of its threads.
    @Test func theFirstThreadEndsBeforeTheProcess() throws {
        let (collected, pid, _) = try trace(Load.program, ["leader", "5"])
        let exits = collected.exits.filter { $0.pid == pid }
        #expect(exits.count == 1)
        #expect(exits.first?.exitCode == 5)
        // The second thread sleeps for so long after the first has ended.
        #expect(exits.first?.duration ?? 0 >= 200_000_000)
    }

    @Test func aSignalEndsIt() throws {
        let (collected, pid, _) = try trace(URL(fileURLWithPath: "/bin/sh"), ["-c", "kill -9 $$"])
        let exit = try #require(collected.exits.first { $0.pid == pid })
        #expect(exit.signal == 9)
        #expect(exit.exitCode == nil)
        #expect(!exit.coreDumped)
    }

    /// Whether a core is dumped is up to the machine; wait(2) says whether it was.
    @Test func theCoreFlagIsThatOfWait() throws {
        var options = TraceOptions()
        options.followDescendants = true
        var session = try TraceSession(options)
        try session.follow(pid: getpid())
        try session.attach()
        var child = pid_t()
        let path = Load.program.path
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup("abort"), nil]
        defer { for argument in arguments { free(argument) } }
        #expect(posix_spawn(&child, path, nil, nil, arguments, nil) == 0)
        var status: Int32 = 0
        #expect(waitpid(child, &status, 0) == child)
        let collected = Collected()
        try collected.drain(&session) { collected.exits.contains { $0.pid == UInt32(child) } }
        _ = try collected.stop(&session)
        let exit = try #require(collected.exits.first { $0.pid == UInt32(child) })
        #expect(exit.signal == 6)
        #expect(exit.waitStatus == UInt32(bitPattern: status))
        #expect(exit.coreDumped == (status & 0x80 != 0))
    }
}

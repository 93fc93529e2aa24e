import Foundation
import KernelOracle
import Testing
import Tracer

/// What a process used, held against what wait4(2) says of it.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct UsageTests {
    /// The time since the last tick at the exit isn't in the kernel's own account yet: a tick is 10 ms
    /// on the kernels with the fewest of them, and two CPUs may have one under way.
    private static let tick: UInt64 = 10_000_000

    @Test(arguments: [
        "pass",
        "sum(range(10_000_000))",
        "import os\nfor _ in range(200000): os.getppid(); os.stat('/')",
        "x = bytearray(50_000_000); del x",
        """
        import threading, hashlib
        def work():
            for _ in range(60): hashlib.sha256(bytes(1_000_000)).digest()
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        """,
    ])
    func asWaitSays(script: String) throws {
        var options = TraceOptions()
        options.followDescendants = true
        var session = try TraceSession(options)
        try session.follow(pid: getpid())
        try session.attach()
        var child = pid_t()
        let words = ["python3", "-c", script]
        let arguments: [UnsafeMutablePointer<CChar>?] = words.map { word in strdup(word) } + [nil]
        defer { for argument in arguments { free(argument) } }
        #expect(posix_spawn(&child, "/usr/bin/python3", nil, nil, arguments, environ) == 0)
        var status: Int32 = 0
        var said = rusage()
        #expect(wait4(child, &status, 0, &said) == child)
        #expect(status == 0)
        let collected = Collected()
        try collected.drain(&session) { collected.exits.contains { $0.pid == UInt32(child) } }
        _ = try collected.stop(&session)
        let exit = try #require(collected.exits.first { $0.pid == UInt32(child) })
        let usage = try #require(exit.usage)
        #expect(usage.maxResident == UInt64(said.ru_maxrss) * 1024)
        let user =
            UInt64(said.ru_utime.tv_sec) * 1_000_000_000 + UInt64(said.ru_utime.tv_usec) * 1000
        let system =
            UInt64(said.ru_stime.tv_sec) * 1_000_000_000 + UInt64(said.ru_stime.tv_usec) * 1000
        let (run, told) = (user + system, usage.userTime + usage.systemTime)
        print(
            "usage: told \(told / 1000) of \(run / 1000) µs, system \(usage.systemTime / 1000) of \(system / 1000)"
        )
        #expect(told <= run + 1000)
        #expect(told + 2 * Self.tick >= run)
        #expect(max(usage.systemTime, system) - min(usage.systemTime, system) <= 2 * Self.tick)
    }
}

import CommandRun
import Foundation
import KernelOracle
import Testing
import Tracer

/// A session on the running kernel, and what it makes of rings that are too small.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct SessionTests {
    private static let variables = 1024

    private func session(
        _ ring: TraceOptions.RingSize, following load: Load,
        _ change: (inout TraceOptions) -> Void = { _ in }
    ) throws -> TraceSession {
        var options = TraceOptions()
        options.ringSize = ring
        options.followDescendants = true
        change(&options)
        var session = try TraceSession(options)
        try session.follow(pid: Int32(load.pid))
        try session.attach()
        return session
    }

    /// What the verifier has to do for a trace without options. 133,000 on 6.18; a program that is written carelessly
    /// reaches ten times as many without a difference elsewhere.
    @Test func theVerifierHasLittleToDo() throws {
        let session = try TraceSession(TraceOptions())
        #expect((1000...160_000).contains(session.verifiedInstructions), "\(session.verifiedInstructions)")
    }

    /// Three times the ring is more than half full, and more comes while it is being replaced. It
    /// never can be full, however slow this machine is.
    @Test func theRingGrowsUnderLoad() throws {
        let load = try Load(variables: Self.variables)
        var session = try session(.auto(from: 256 << 10, upTo: 2 << 20), following: load)
        let collected = Collected()
        var execs = 0
        for (before, meanwhile) in [(3, 1), (6, 3), (12, 6)] {
            try load.run(before)
            try load.begin(meanwhile)
            let size = session.ringSize
            try collected.drain(&session)
            try load.wait()
            // The kernel takes its time: wait up to 20 seconds.
            for _ in 0..<4000 where session.ringSize == size {
                _ = try session.wait(atMost: 5)
                try collected.drain(&session)
            }
            try collected.drain(&session)
            execs += before + meanwhile
        }
        #expect(session.ringSize == 2 << 20)
        try load.run(30)
        let summary = try collected.stop(&session)
        try load.end()
        #expect(summary.isClean)
        #expect(summary.lost == 0)
        #expect(collected.execs.count == execs + 30)
        let expected = Load.variables(Self.variables)
        for exec in collected.execs {
            #expect(exec.isComplete)
            #expect(exec.environment.strings == expected)
        }
        // Each process: fork, exec, exit, in this order.
        let exits = Dictionary(uniqueKeysWithValues: collected.exits.map { ($0.pid, $0.execID) })
        for exec in collected.execs { #expect(exits[exec.pid] == exec.execID) }
    }

    /// However much is in the ring, signals are handled in between.
    @Test func aDrainIsBoundedWhileTheRingGrows() throws {
        let load = try Load(variables: 40)
        var session = try session(.auto(from: 2 << 20, upTo: 4 << 20), following: load)
        let collected = Collected()
        // More than half of the ring.
        try load.run(600)
        var taken = 0
        repeat {
            let before = collected.count
            taken = try session.drain { collected.take($0) }
            #expect(collected.count - before <= 512)
            // It goes on at once, and doesn't sleep before the rest.
            if taken == 512 { #expect(session.timeout(atMost: -1) == 0) }
        } while taken > 0
        let summary = try collected.stop(&session)
        try load.end()
        #expect(session.ringSize == 4 << 20)
        #expect(summary.isClean)
        #expect(collected.execs.count == 600 && collected.exits.count == 600)
    }

    /// Records that there is no time to read are counted exactly.
    @Test func theEndDoesNotWaitForAFullRing() throws {
        let load = try Load(variables: Self.variables)
        var session = try session(.fixed(8 << 20), following: load)
        let collected = Collected()
        try load.run(60)
        while collected.execs.count < 10 { try session.drain { collected.take($0) } }
        try load.run(60)
        let summary = try session.stop(atMost: 0) { collected.take($0) }
        try load.end()
        #expect(summary.unread > 0)
        #expect(summary.isBalanced, "sent \(summary.sent), received \(summary.received)")
        #expect(summary.execs + summary.execsLost == 120)
        #expect(summary.execsLost >= 60)
        #expect(summary.execs == UInt64(collected.execs.count))
        #expect(!summary.isClean)
    }

    /// Nobody reads, the ring is full: what was sent is what arrived and what was lost, to the unit,
    /// and no exec that was damaged goes for a whole one.
    @Test func aStarvedConsumerLosesNothingInSilence() throws {
        let load = try Load(variables: Self.variables)
        var session = try session(.fixed(64 << 10), following: load)
        let collected = Collected()
        try load.run(200)
        let summary = try collected.stop(&session)
        try load.end()
        #expect(summary.lost > 0)
        #expect(summary.isBalanced, "sent \(summary.sent), received \(summary.received)")
        #expect(!summary.isClean)
        #expect(summary.execs == UInt64(collected.execs.count))
        #expect(summary.complete + summary.incomplete == summary.execs)
        let lostExecs = summary.kernel.ringFullByType[1]
        #expect(summary.execs + lostExecs == 200)
        let expected = Load.variables(Self.variables)
        for exec in collected.execs {
            if exec.isComplete {
                #expect(exec.environment.strings == expected)
            } else {
                #expect(exec.missing.allSatisfy { $0.cause == .ringFull })
                // What is shown is whole.
                #expect(Set(exec.environment.strings).isSubset(of: Set(expected)))
                let missing = exec.missing.filter { $0.part == .environment }
                    .reduce(0) { $0 + ($1.count ?? 0) }
                #expect(exec.environmentBytesReceived + UInt64(missing) == exec.environmentBytes)
            }
        }
    }

    /// However large the execs, whoever drains can see to signals in between.
    @Test func aDrainEndsAfterSomeMegabytes() throws {
        let load = try Load(variables: 4000)
        var session = try session(.fixed(32 << 20), following: load)
        try load.run(60)
        var drained: [Int] = []
        while true {
            var bytes = 0
            let count = try session.drain { event in
                guard case .exec(let exec) = event else { return }
                bytes += Int(exec.argumentBytes + exec.environmentBytes)
            }
            guard count > 0 else { break }
            drained.append(bytes)
        }
        try load.end()
        let each = Load.variables(4000).reduce(0) { $0 + $1.utf8.count + 1 }
        #expect(drained.reduce(0, +) >= 60 * each)
        #expect(drained.allSatisfy { $0 < (4 << 20) + 2 * each }, "\(drained)")
    }

    /// What the ring had no room for is read from /proc, as long as the process is there.
    @Test func whatWasLostIsReadFromTheProcess() throws {
        var options = TraceOptions()
        options.ringSize = .fixed(64 << 10)
        options.followDescendants = true
        var session = try TraceSession(options)
        // A shell starts two processes with its environment: one is there when the ring is read, the
        // other has gone by then.
        let shell = Process()
        var environment = ["PATH": "/usr/bin:/bin"]
        for index in 0..<4000 { environment["NAME_\(index)"] = "the value of number \(index)" }
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-s"]
        shell.environment = environment
        let script = Pipe()
        let answer = Pipe()
        shell.standardInput = script
        shell.standardOutput = answer
        try shell.run()
        // Its own exec is over when it answers.
        _ = try runInShell("echo 0", script, answer)
        try session.follow(pid: shell.processIdentifier)
        try session.attach()
        let alive = try runInShell("/bin/sleep 60 & echo $!", script, answer)
        // Its records have been sent when it sleeps; another exec might take the room for the first.
        let sleeps = ["35 ", "230 "]  // nanosleep, clock_nanosleep
        _ = eventually {
            let call =
                (try? String(contentsOfFile: "/proc/\(alive)/syscall", encoding: .utf8)) ?? ""
            return sleeps.contains(where: call.hasPrefix)
        }
        _ = try runInShell("/bin/true; echo 0", script, answer)
        let collected = Collected()
        try collected.drain(&session)
        let summary = try collected.stop(&session)
        _ = kill(pid_t(alive), SIGKILL)
        try script.fileHandleForWriting.close()
        shell.waitUntilExit()

        let healed = try #require(collected.execs.first { $0.pid == alive })
        #expect(healed.source == .proc)
        #expect(healed.missing.isEmpty)
        #expect(healed.filled.contains { $0.part == .environment })
        #expect(healed.arguments.strings == ["/bin/sleep", "60"])
        // The shell adds some of its own.
        #expect(
            Set(healed.environment.strings).isSuperset(
                of: environment.map { "\($0.key)=\($0.value)" }))
        #expect(healed.environment.bytes.count == healed.environmentBytes)
        #expect(summary.healed == 1)
        #expect(summary.isBalanced)
        #expect(summary.kernel.cutShort > 0)
        // The first exec filled the ring, so that of the others nothing may have come at all.
        for exec in collected.execs where exec.pid != alive { #expect(!exec.isComplete) }
    }

    /// Gives the shell a line, and returns the number that it answers with.
    private func runInShell(_ line: String, _ script: Pipe, _ answer: Pipe) throws -> UInt32 {
        try script.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
        let said = answer.fileHandleForReading.availableData
        let text = String(decoding: said, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return try #require(UInt32(text))
    }

    @Test func everyNthExec() throws {
        let load = try Load(variables: 3)
        var session = try session(.fixed(1 << 20), following: load) { $0.sampleEvery = 10 }
        let collected = Collected()
        try load.run(200)
        let summary = try collected.stop(&session)
        try load.end()
        #expect(summary.execs + summary.kernel.leftOut == 200)
        // Each processor counts for itself, and sends the first of ten.
        let processors = UInt64(ProcessInfo.processInfo.processorCount)
        #expect(summary.execs >= 20 && summary.execs <= 20 + processors)
        #expect(summary.isClean)
    }
}

import Testing
import TracerWire

@testable import TracerCapture

/// When an event comes out, and which.
@Suite("EventStream")
struct EventStreamTests {
    private let first = SentExec(["first", "-x"], ["PATH=/bin", "A=1"])
    private var second: SentExec {
        var second = SentExec(["second"], ["B=2"], id: 2)
        second.startTime = first.startTime
        return second
    }

    // MARK: What follows in the same process

    @Test("A process that execs again: the exec before comes out first, and incomplete")
    func execAgain() throws {
        var player = StreamPlayer()
        let records = first.blockRecords(first: 4, chunk: 10)
        try player.send(Array(records.dropLast()))
        player.drop(records.last!)
        try player.send(second.blockRecords())
        #expect(player.execs.map { $0.execID } == [1, 2])
        #expect(player.execs.map { $0.isComplete } == [false, true])
        #expect(player.stream.processes[100]?.execID == 2)
        player.flush(after: 100_000_000_000)
        player.finish()
        #expect(player.execs.count == 2)
        #expect(player.stream.processes[100]?.execID == 2)
    }

    @Test("The same on the stream path, the EXEC record lost")
    func streamAgain() throws {
        var player = StreamPlayer()
        let records = first.streamRecords()
        try player.send(Array(records.dropLast()))
        player.drop(records.last!)
        try player.send(second.streamRecords())
        #expect(player.execs.map { $0.execID } == [1, 2])
        let lost = try #require(player.execs.first)
        #expect(lost.missing.contains { $0.part == .filename && $0.cause == .record })
        #expect(lost.arguments.strings == first.arguments)
        #expect(lost.environment.strings == first.environment)
        #expect(player.execs.last?.isComplete == true)
        #expect(player.stream.processes[100]?.execID == 2)
    }

    /// Two threads exec at once; the one that succeeds ends the other, which is no event.
    @Test("A thread that was killed inside its exec is none")
    func killedThread() throws {
        var player = StreamPlayer()
        var loser = first
        loser.caller = 105
        try player.send(Array(loser.streamRecords().dropLast(3)))
        try player.send(second.streamRecords())
        player.finish()
        #expect(player.execs.map { $0.execID } == [2])
        #expect(player.summary.isClean)
    }

    @Test("Another thread's exec that fails doesn't end the first one's")
    func failedBeside() throws {
        var player = StreamPlayer()
        var failing = second
        failing.caller = 105
        failing.result = -2
        let records = first.streamRecords()
        try player.send(Array(records.dropLast(3)))
        try player.send(failing.streamRecords())
        try player.send(Array(records.suffix(3)))
        #expect(player.execs.map { $0.execID } == [1])
        expectWhole(try #require(player.execs.first), first)
    }

    @Test("The process exits: what it was doing it won't go on with")
    func exitEnds() throws {
        var player = StreamPlayer()
        try player.send(first.blockRecords(first: 4, chunk: 10)[0])
        try player.send(exitRecord(100))
        #expect(player.execs.count == 1)
        #expect(player.execs.first?.isComplete == false)
        #expect(player.exits.first?.execID == 1)
        guard case .exit = player.events.last else {
            Issue.record("the exit is not the last event")
            return
        }
        #expect(player.stream.processes.count == 0)
    }

    @Test("The pid comes back by a fork: the exec before it is over")
    func pidComesBack() throws {
        var player = StreamPlayer()
        try player.send(first.blockRecords(first: 4, chunk: 10)[0])
        player.drop(exitRecord(100))
        try player.send(forkRecord(1, child: 100, startTime: 77))
        #expect(player.execs.count == 1)
        player.finish()
        #expect(player.execs.count == 1)
        #expect(player.stream.processes[100] == nil)
    }

    // MARK: Time

    @Test("A missing chunk is waited for, no longer than the limit")
    func recordTimeout() throws {
        var options = EventStream.Options()
        options.recordTimeout = 1000
        var player = StreamPlayer(options: options)
        let records = first.blockRecords(first: 4, chunk: 10)
        try player.send(records[0])
        player.flush(after: 1000)
        #expect(player.events.isEmpty)
        // Each record begins the wait anew.
        try player.send(records[1])
        player.flush(after: 1000)
        #expect(player.events.isEmpty)
        player.flush(after: 1)
        #expect(player.execs.count == 1)
        #expect(player.execs.first?.isComplete == false)
    }

    @Test("A clock that stands still or goes back ends nothing")
    func clock() throws {
        var player = StreamPlayer()
        player.now = 1 << 40
        try player.send(first.blockRecords(first: 4, chunk: 10)[0])
        player.flush(after: 0)
        player.now = 1
        player.flush(after: 0)
        #expect(player.events.isEmpty)
    }

    @Test("While nothing was lost an exec may take as long as it likes")
    func slowExec() throws {
        var player = StreamPlayer()
        let records = first.streamRecords()
        try player.send(Array(records.dropLast()))
        player.flush(after: 3_600_000_000_000)
        #expect(player.events.isEmpty)
        try player.send(records.last!)
        expectWhole(try #require(player.execs.first), first)
        #expect(player.execs.count == 1)
    }

    @Test("A missing EXEC record is given up after its own limit")
    func execTimeout() throws {
        var options = EventStream.Options()
        options.recordTimeout = 10
        options.execTimeout = 1000
        var player = StreamPlayer(options: options)
        let records = first.streamRecords()
        try player.send(Array(records.dropLast()))
        player.drop(records.last!)
        try player.send(forkRecord(1, child: 900))
        player.flush(after: 1000)
        #expect(player.execs.isEmpty)
        player.flush(after: 1)
        let event = try #require(player.execs.first)
        #expect(!event.isComplete)
        #expect(event.pid == 100)
        #expect(player.summary.incomplete == 1)
    }

    @Test("Overdue execs come out in the order in which they began")
    func order() throws {
        var player = StreamPlayer()
        let ids: [UInt64] = [5, 3, 9, 1, 7]
        for id in ids {
            var sent = first
            sent.id = id
            sent.pid = UInt32(id)
            try player.send(sent.blockRecords(first: 4, chunk: 10)[0])
        }
        player.finish()
        #expect(player.execs.map { $0.execID } == ids.sorted())
    }

    // MARK: Healing

    /// Play with a healer that finds these strings, or none.
    private func heal(
        _ records: [[UInt8]], finding strings: ProcessStrings?, failed: Bool = false
    ) throws -> (player: StreamPlayer, asked: [UInt64]) {
        final class Calls { var starts: [UInt64] = [] }
        let calls = Calls()
        var options = EventStream.Options()
        options.reportFailed = failed
        var player = StreamPlayer(options: options) { event, start in
            calls.starts.append(start)
            return strings
        }
        try player.send(records)
        player.finish()
        return (player, calls.starts)
    }

    @Test("Only an exec that succeeded and is incomplete is healed")
    func healing() throws {
        let cut = Array(first.blockRecords(first: 4, chunk: 10).dropLast())
        let strings = ProcessStrings(
            arguments: first.argumentBlock, environment: first.environmentBlock)

        var (player, asked) = try heal(first.blockRecords(), finding: strings)
        #expect(asked == [])
        #expect(player.summary.healed == 0)

        (player, asked) = try heal(cut, finding: strings)
        #expect(asked == [first.exec.args_start])
        #expect(player.execs.first?.isComplete == false)
        #expect(player.execs.first?.missing == [])
        #expect(player.execs.first?.source == .proc)
        #expect(player.summary.healed == 1)
        #expect(player.summary.complete == 0)
        #expect(player.summary.incomplete == 1)
        // What the process may have forged is nothing to compare with.
        #expect(player.stream.processes[100]?.environment == nil)

        (player, asked) = try heal(cut, finding: nil)
        #expect(asked.count == 1)
        #expect(player.summary.healed == 0)
        #expect(player.summary.incomplete == 1)

        var failing = first
        failing.result = -2
        (player, asked) = try heal([failing.streamEnd()], finding: strings, failed: true)
        #expect(asked == [])
        #expect(player.execs.first?.isComplete == false)
        #expect(player.summary.healed == 0)
        #expect(player.summary.failed == 1)
    }

    @Test("Without an EXEC record nobody knows what to heal")
    func nothingToHeal() throws {
        var player = StreamPlayer { _, _ in ProcessStrings(arguments: [], environment: []) }
        player.drop(first.variables()[0])
        try player.send(first.variables()[1])
        player.finish()
        #expect(player.execs.first?.isComplete == false)
        #expect(player.summary.healed == 0)
    }
}

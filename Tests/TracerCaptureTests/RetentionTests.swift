import Testing
import TracerWire

@testable import TracerCapture

/// What is kept between events is bounded in bytes, whatever users choose to run.
@Suite("Retention")
struct RetentionTests {
    private func exec(_ number: Int, environment size: Int) -> SentExec {
        SentExec(
            UInt64(number), arguments: [[1]],
            environment: [[UInt8](repeating: UInt8(1 + number % 200), count: size - 1)],
            pid: UInt32(number))
    }

    @Test("Environments of live processes stay within their budget, the newest are kept, drops are counted")
    func environments() throws {
        var options = EventStream.Options()
        options.environmentBudget = 1 << 20
        var player = StreamPlayer(options: options)
        for number in 1...1000 {
            try player.send(exec(number, environment: 10_000).blockRecords())
            #expect(player.stream.processes.bytes <= 1 << 20)
            #expect(player.stream.processes[UInt32(number)]?.environment != nil)
        }
        // The processes themselves are still known.
        #expect(player.stream.processes.count == 1000)
        #expect(player.stream.processes[1]?.execID == 1)
        #expect(player.stream.processes[1]?.environment == nil)
        let kept = (1...1000).filter { player.stream.processes[UInt32($0)]?.environment != nil }
        #expect(kept == Array(kept[0]...1000))
        #expect(player.summary.environmentsDropped == UInt64(1000 - kept.count))
        #expect(kept.count > 70)
        for number in 1...1000 { try player.send(exitRecord(UInt32(number))) }
        #expect(player.stream.processes.bytes == 0)
    }

    @Test("What processes share counts once, until the last one has ended")
    func shared() throws {
        var options = EventStream.Options()
        options.environmentBudget = 20_000
        var player = StreamPlayer(options: options)
        try player.send(exec(1, environment: 10_000).blockRecords())
        let bytes = player.stream.processes.bytes
        for child in UInt32(2)...100 { try player.send(forkRecord(1, child: child)) }
        #expect(player.stream.processes.bytes == bytes)
        #expect(player.summary.environmentsDropped == 0)
        for pid in UInt32(1)...99 { try player.send(exitRecord(pid)) }
        #expect(player.stream.processes[100]?.environment?.count == 1)
        #expect(player.stream.processes.bytes == bytes)
        try player.send(exitRecord(100))
        #expect(player.stream.processes.bytes == 0)
    }

    @Test("Without an output that compares, no environment is kept")
    func notAskedFor() throws {
        var options = EventStream.Options()
        options.keepsEnvironments = false
        var player = StreamPlayer(options: options)
        try player.send(exec(1, environment: 10_000).blockRecords())
        #expect(player.execs.first?.environment.count == 1)
        #expect(player.stream.processes[1]?.execID == 1)
        #expect(player.stream.processes[1]?.environment == nil)
        #expect(player.stream.processes.bytes == 0)
    }

    @Test("Environments of processes from before the trace are read only while there is room")
    func seeded() throws {
        var options = EventStream.Options()
        options.environmentBudget = 1 << 20
        var player = StreamPlayer(options: options)
        var read = 0
        for pid in UInt32(1)...1000 {
            let hasRoom = player.stream.hasRoomForEnvironments
            if hasRoom { read += 1 }
            let strings =
                hasRoom
                ? Environment(StringList(block: [UInt8](repeating: 1, count: 10_000))) : nil
            player.stream.seed(
                ProcessMetadata(pid: pid, ppid: 1, startTime: 0, comm: [], environment: strings),
                withoutRoom: !hasRoom)
        }
        #expect((70...80).contains(read))
        #expect(player.stream.processes.bytes < 1 << 20)
        #expect(player.stream.processes[1]?.environment != nil)
        #expect(player.stream.processes[1000]?.environment == nil)
        #expect(player.summary.environmentsDropped == UInt64(1000 - read))
    }

    @Test("Execs that are not whole stay within their budget; those that must go are shown and counted")
    func unfinished() throws {
        var options = EventStream.Options()
        options.pendingBudget = 1 << 20
        var player = StreamPlayer(options: options)
        for number in 1...1000 {
            let sent = exec(number, environment: 10_000)
            try player.send(sent.blockRecords(first: 5000)[0])
            #expect(player.stream.pending.bytes <= 1 << 20)
        }
        let dropped = player.execs.count
        #expect(dropped > 700)
        #expect(player.summary.unfinishedDropped == UInt64(dropped))
        #expect(player.execs.map { $0.pid } == (1...UInt32(dropped)).map { $0 })
        #expect(player.execs.allSatisfy { !$0.isComplete })
        player.finish()
        #expect(player.execs.count == 1000)
        #expect(player.stream.pending.bytes == 0)
        #expect(player.stream.pending.isEmpty)
        #expect(player.summary.incomplete == 1000)
    }

    @Test("Streams whose exec hangs stay within the budget, too")
    func hangingStreams() throws {
        var options = EventStream.Options()
        options.pendingBudget = 1 << 20
        var player = StreamPlayer(options: options)
        let value = [UInt8](repeating: 0x61, count: 500)
        for number in 1...1000 {
            let sent = SentExec(UInt64(number), environment: [value, value, value], pid: UInt32(number))
            try player.send(sent.variables())
            #expect(player.stream.pending.bytes <= 1 << 20)
        }
        #expect(player.summary.unfinishedDropped > 0)
        #expect(
            player.stream.pending.count + Int(player.summary.unfinishedDropped) == 1000)
    }

    @Test("Paths of cgroups stay within their budget")
    func cgroups() {
        var table = CgroupTable(limit: 8192, budget: 1 << 20)
        let path = [UInt8](repeating: 0x61, count: 8000)
        for id in UInt64(1)...1000 {
            table.set(id, path: path)
            #expect(table.bytes <= 1 << 20)
        }
        #expect(table.bytes == table.count * 8000)
        #expect(table.dropped == UInt64(1000 - table.count))
        #expect(table.use(1000) != nil)
        // The same one again takes no more.
        let before = table.bytes
        table.set(1000, path: path)
        #expect(table.bytes == before)
    }
}

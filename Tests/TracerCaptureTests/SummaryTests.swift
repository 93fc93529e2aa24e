import Testing
import TracerWire

@testable import TracerCapture

@Suite("Figures")
struct SummaryTests {
    @Test("The counters' slots are where the header has them")
    func slots() {
        let slots = (0..<UInt64(COUNTER_SLOTS.rawValue)).map { 1000 + $0 }
        let counters = KernelCounters(slots: slots)
        for type in [EVENT_EXEC, EVENT_EXIT, EVENT_EXEC_ENV_CHUNK, EVENT_ENV_VAR, EVENT_FORK] {
            let index = Int(type.rawValue)
            #expect(counters.sentByType[index] == slots[Int(COUNTER_SENT.rawValue) + index])
            #expect(counters.ringFullByType[index] == slots[Int(COUNTER_RING_FULL.rawValue) + index])
        }
        #expect(counters.stateMapFull == slots[Int(COUNTER_STATE_MAP_FULL.rawValue)])
        #expect(counters.tracedMapFull == slots[Int(COUNTER_TRACED_MAP_FULL.rawValue)])
        #expect(counters.pointerFaults == slots[Int(COUNTER_POINTER_FAULT.rawValue)])
        #expect(counters.stringFaults == slots[Int(COUNTER_STRING_FAULT.rawValue)])
        #expect(counters.tailCallsFailed == slots[Int(COUNTER_TAIL_CALL_FAILED.rawValue)])
        #expect(counters.streamLimit == slots[Int(COUNTER_STREAM_LIMIT.rawValue)])
        #expect(counters.blockFaults == slots[Int(COUNTER_BLOCK_FAULT.rawValue)])
    }

    @Test("Too few slots count as 0")
    func fewSlots() {
        for count in 0...Int(COUNTER_SLOTS.rawValue) {
            let counters = KernelCounters(slots: [UInt64](repeating: 1, count: count))
            #expect(counters.sent == min(count, 8))
            #expect(counters.ringFull == max(0, min(count - 8, 8)))
        }
    }

    @Test("Balanced: sent = received + lost")
    func balance() {
        var summary = CaptureSummary()
        #expect(summary.isBalanced)
        #expect(summary.isClean)
        summary.kernel.sentByType = [0, 10, 5, 0, 0, 3, 2, 0]
        summary.kernel.ringFullByType = [0, 1, 0, 0, 0, 0, 2, 0]
        summary.received = 17
        #expect(summary.sent == 20)
        #expect(summary.lost == 3)
        #expect(summary.isBalanced)
        #expect(!summary.isClean)
        summary.received = 16
        #expect(!summary.isBalanced)
    }

    @Test("Clean: each single loss counts")
    func clean() {
        let spoil: [(inout CaptureSummary) -> Void] = [
            { $0.incomplete = 1 }, { $0.malformed = 1 }, { $0.sequenceGaps = 1 },
            { $0.received = 1 }, { $0.kernel.sentByType[1] = 1 },
            {
                $0.kernel.sentByType[1] = 1
                $0.kernel.ringFullByType[1] = 1
            },
            {
                $0.unread = 1
                $0.kernel.sentByType[1] = 1
            },
            { $0.kernel.stateMapFull = 1 }, { $0.kernel.tracedMapFull = 1 },
            { $0.kernel.tailCallsFailed = 1 }, { $0.kernel.recursionMisses = 1 }, { $0.outputFull = 1 },
        ]
        for (index, spoil) in spoil.enumerated() {
            var summary = CaptureSummary()
            spoil(&summary)
            #expect(!summary.isClean, "\(index)")
        }
        var faults = CaptureSummary()
        faults.kernel.stringFaults = 1
        faults.failed = 1
        #expect(faults.isClean)
    }

    @Test("A record that was not read in time is lost, not received")
    func unread() throws {
        var player = StreamPlayer()
        try player.send(SentExec(["a"], ["b"]).blockRecords())
        for record in SentExec(["a"], ["b"]).blockRecords(first: 1, chunk: 2) {
            player.leaveUnread(record)
        }
        player.leaveUnread(exitRecord(100))
        player.finish()
        let summary = player.summary
        #expect(summary.received == 1)
        #expect(summary.unread == 4)
        #expect(summary.execsLost == 1)
        #expect(summary.lost == 4)
        #expect(summary.isBalanced)
        #expect(!summary.isClean)
    }

    @Test("What was played in is counted")
    func played() throws {
        var player = StreamPlayer()
        try player.send(SentExec(["a"], ["b"]).blockRecords())
        try player.send(exitRecord(100))
        player.drop(exitRecord(101))
        try player.send(forkRecord(1, child: 102))
        player.finish()
        let summary = player.summary
        #expect(summary.execs == 1)
        #expect(summary.complete == 1)
        #expect(summary.received == 3)
        #expect(summary.sent == 4)
        #expect(summary.sequenceGaps == 1)
        #expect(summary.isBalanced)
        #expect(!summary.isClean)
    }
}

import Foundation
import Testing

@testable import TracerCapture
@testable import TracerOutput

struct SummaryFormatterTests {
    private func text(_ summary: CaptureSummary) throws -> String {
        try output { SummaryFormatter.append(text: summary, to: &$0) }
    }

    @Test func theJSONNamesEveryCause() throws {
        var summary = CaptureSummary()
        summary.execs = 5
        summary.complete = 3
        summary.incomplete = 2
        summary.healed = 1
        summary.failed = 4
        summary.received = 20
        summary.sequenceGaps = 18
        summary.malformed = 19
        summary.kernel.sentByType[1] = 30
        summary.kernel.ringFullByType[5] = 10
        summary.kernel.stateMapFull = 11
        summary.kernel.tracedMapFull = 12
        summary.kernel.pointerFaults = 13
        summary.kernel.stringFaults = 14
        summary.kernel.tailCallsFailed = 15
        summary.kernel.streamLimit = 16
        summary.kernel.blockFaults = 17
        summary.kernel.recursionMisses = 21
        summary.outputFull = 29
        summary.unread = 30
        summary.unreadExecs = 5
        summary.kernel.leftOut = 22
        summary.kernel.filtered = 20
        summary.filteredHere = 3
        summary.kernel.connectionsFull = 24
        summary.kernel.ringFullByType[1] = 2
        summary.kernel.cutShort = 25
        summary.environmentsDropped = 26
        summary.unfinishedDropped = 27
        summary.cgroupsDropped = 28
        let line = try output { SummaryFormatter.append(json: summary, to: &$0) }
        #expect(
            line == """
                {"v":1,"event":"summary","execs":5,"complete_execs":3,"incomplete":2,"healed":1,"execs_lost":7,"failed":4,\
                "left_out":22,"filtered":23,"lost":{"ring_full":12,"cut_short":25,"state_map_full":11,"traced_map_full":12,\
                "pointer_fault":13,"string_fault":14,"connections_full":24,"tail_call_failed":15,\
                "stream_limit":16,"block_fault":17,"recursion_misses":21,"sequence_gaps":18,"malformed":19,"output_full":29,"unread":30},\
                "dropped":{"environments":26,"unfinished":27,"cgroups":28},\
                "received":20,"sent":30}

                """)
        _ = try parsed(line)
    }

    @Test func oneLineIfAllIsWell() throws {
        var summary = CaptureSummary()
        #expect(try text(summary) == "0 execs; nothing lost\n")
        summary.execs = 1
        summary.complete = 1
        #expect(try text(summary) == "1 exec, complete; nothing lost\n")
        summary.execs = 12
        summary.complete = 12
        #expect(try text(summary) == "12 execs, all complete; nothing lost\n")
        summary.failed = 2
        #expect(try text(summary) == "12 execs, all complete, 2 failed; nothing lost\n")
    }

    @Test func lossesSayWhatToDo() throws {
        var summary = CaptureSummary()
        summary.execs = 12
        summary.complete = 10
        summary.incomplete = 2
        summary.healed = 1
        summary.received = 200
        summary.sequenceGaps = 30
        summary.kernel.sentByType[1] = 230
        summary.kernel.ringFullByType[5] = 30
        #expect(
            try text(summary) == """
                12 execs: 10 complete, 2 incomplete (1 filled from /proc)
                lost: 30 of 230 records found no room in the ring buffer (ring_full); use a larger --ring-size

                """)
        summary.kernel.recursionMisses = 1
        summary.received = 199
        summary.kernel.stringFaults = 3
        let written = try text(summary)
        #expect(written.contains("lost: 1 program run left out by the kernel (recursion_misses)"))
        #expect(written.contains("lost: 3 strings not readable"))
        #expect(written.contains("sent 230, received 199, lost 30"))
    }

    /// Whatever keeps a summary from being clean has to be told.
    @Test func noLossIsWithoutALine() throws {
        let losses: [(inout CaptureSummary) -> Void] = [
            { $0.received = 1 }, { $0.kernel.stateMapFull = 1 }, { $0.kernel.tracedMapFull = 1 },
            { $0.kernel.tailCallsFailed = 1 }, { $0.kernel.recursionMisses = 1 },
            { $0.sequenceGaps = 1 }, { $0.malformed = 1 }, { $0.kernel.cutShort = 1 },
            { $0.outputFull = 1 },
            {
                $0.unread = 1
                $0.kernel.sentByType[5] = 1
            },
            {
                $0.kernel.ringFullByType[5] = 1
                $0.kernel.sentByType[5] = 1
            },
        ]
        for lose in losses {
            var summary = CaptureSummary()
            lose(&summary)
            #expect(!summary.isClean)
            let lines = try text(summary).split(separator: "\n")
            #expect(lines.count == 2, "\(lines)")
        }
    }

    @Test func whatWasDroppedIsSaid() throws {
        var summary = CaptureSummary()
        summary.environmentsDropped = 3
        #expect(
            try text(summary) == """
                0 execs; nothing lost
                dropped: 3 environments of live processes, to stay within 64 MiB; \
                their children's were not compared with them

                """)
        summary.kernel.ringFullByType[1] = 2
        summary.kernel.sentByType[1] = 2
        #expect(
            try text(summary).contains(
                "lost: 2 execs among these can't be shown at all (execs_lost)\n"))
    }
}

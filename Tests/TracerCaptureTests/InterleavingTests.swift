import Testing
import TracerWire

@testable import TracerCapture

/// Many execs from many CPUs at once, in random order, against what was sent.
///
/// The records of one exec come in their order (one thread sends them); between CPUs there is none.
@Suite("Interleaving")
struct InterleavingTests {
    private struct Trace {
        var execs: [UInt64: SentExec] = [:]
        /// Each exec's records, by exec_id.
        var records: [UInt64: [[UInt8]]] = [:]
        var streamed: Set<UInt64> = []
    }

    private func makeTrace(_ numbers: inout SeededNumbers, execs: Int) -> Trace {
        var trace = Trace()
        for id in 1...UInt64(execs) {
            var sent = SentExec(id, pid: 1000 + UInt32(id), cpu: UInt32(numbers.below(8)))
            sent.arguments = numbers.strings(numbers.below(6), longest: 30, name: "argument\(id)-")
            sent.environment = numbers.strings(numbers.below(40), longest: 60, name: "V\(id)-")
            let records: [[UInt8]]
            switch numbers.below(4) {
            case 0:
                records = sent.streamRecords()
            case 1:
                sent.callerArguments = numbers.strings(
                    numbers.below(6), longest: 30, name: "caller\(id)-")
                records = sent.streamRecords()
            case 2:
                records = sent.blockRecords()
            default:
                records = sent.blockRecords(
                    first: numbers.below(sent.block.count + 1), chunk: 1 + numbers.below(400))
            }
            if headerOf(records[0]).type == EVENT_ENV_VAR.rawValue { trace.streamed.insert(id) }
            trace.execs[id] = sent
            trace.records[id] = records
        }
        return trace
    }

    /// Sends every record at a random time, dropping one in `lossOneIn` of them.
    private func play(
        _ trace: Trace, _ numbers: inout SeededNumbers, lossOneIn: Int?
    ) throws -> (player: StreamPlayer, lost: [UInt64: Int]) {
        var player = StreamPlayer()
        var lost: [UInt64: Int] = [:]
        // The next record of each exec; an exec that is through leaves the list.
        var places = trace.records.keys.sorted().map { (id: $0, next: 0) }
        while !places.isEmpty {
            let place = numbers.below(min(places.count, 30))
            let (id, next) = places[place]
            guard let records = trace.records[id] else { continue }
            let record = records[next]
            let isExec = headerOf(record).type == EVENT_EXEC.rawValue
            places[place].next += 1
            var isThrough = next + 1 == records.count
            if let lossOneIn, numbers.chance(lossOneIn) {
                player.drop(record)
                lost[id, default: 0] += 1
                // The kernel's half sends no chunks of an exec whose EXEC record found no room.
                if isExec { isThrough = true }
            } else {
                try player.send(record)
            }
            if isThrough { places.remove(at: place) }
        }
        // So that a loss at a CPU's end is noticed, too.
        for cpu in UInt32(0)..<8 { try player.send(exitRecord(1, startTime: UInt64(cpu), cpu: cpu)) }
        player.flush(after: 1_000_000_000)
        player.finish()
        return (player, lost)
    }

    @Test("Nothing dropped: what comes out is what went in")
    func whole() throws {
        var numbers = SeededNumbers()
        let seed: Comment = "SEED=\(numbers.seed)"
        for _ in 0..<5 {
            let trace = makeTrace(&numbers, execs: 100)
            let (player, _) = try play(trace, &numbers, lossOneIn: nil)
            #expect(player.execs.count == 100, seed)
            #expect(Set(player.execs.map { $0.execID }).count == 100, seed)
            for event in player.execs {
                let sent = try #require(trace.execs[event.execID])
                expectWhole(event, sent, seed)
            }
            let summary = player.summary
            #expect(summary.execs == 100, seed)
            #expect(summary.complete == 100, seed)
            #expect(summary.isClean, seed)
        }
    }

    @Test("Dropped at random: nothing wrong is shown, and every loss is named", arguments: [3, 10, 50])
    func losses(oneIn: Int) throws {
        var numbers = SeededNumbers()
        let seed = numbers.seed
        for _ in 0..<8 {
            let trace = makeTrace(&numbers, execs: 80)
            let (player, lost) = try play(trace, &numbers, lossOneIn: oneIn)
            var seen: Set<UInt64> = []
            for event in player.execs {
                let note: Comment = "SEED=\(seed), exec \(event.execID)"
                #expect(seen.insert(event.execID).inserted, note)
                let sent = try #require(trace.execs[event.execID], note)
                if event.isComplete {
                    #expect(event.arguments.strings == sent.arguments, note)
                    #expect(event.environment.strings == sent.environment, note)
                }
                if lost[event.execID] == nil { expectWhole(event, sent, note) }
                try check(event, sent, isStreamed: trace.streamed.contains(event.execID), note)
            }
            // Of an exec that makes no event nothing came, or its EXEC record did not.
            for id in trace.execs.keys where !seen.contains(id) {
                #expect(lost[id] != nil, "SEED=\(seed), exec \(id)")
            }
            let summary = player.summary
            #expect(summary.execs == UInt64(player.execs.count))
            #expect(summary.execs == summary.complete + summary.incomplete)
            #expect(summary.sequenceGaps == player.dropped, "SEED=\(seed)")
            #expect(summary.isBalanced)
            #expect(summary.malformed == 0)
        }
    }

    private func check(
        _ event: ExecEvent, _ sent: SentExec, isStreamed: Bool, _ note: Comment
    ) throws {
        // No string is shown that was not sent, and none out of order.
        let isNamed = !event.missing.contains { $0.part == .filename }
        let arguments = isNamed ? sent.arguments : sent.callerArguments ?? sent.arguments
        expectSubsequence(event.arguments.strings, of: arguments, note)
        expectSubsequence(event.environment.strings, of: sent.environment, note)
        guard isNamed else { return }

        guard isStreamed else {
            expectHonest(event, sent, note)
            #expect(
                event.isComplete
                    == (event.argumentBytesReceived + event.environmentBytesReceived
                        == sent.block.count), note)
            return
        }
        // Strings that are absent are named, and those that are there are not.
        if sent.callerArguments == nil {
            expectPlaces(event, .arguments, event.arguments, sent.arguments, note)
            expectPlaces(event, .environment, event.environment.list, sent.environment, note)
        } else {
            // Where the border between argv and envp was lost the places may be shifted, but then
            // something is missing.
            let named = event.missing.contains { $0.part == .environment }
            #expect(named == (event.environment.strings != sent.environment), note)
        }
    }

    private func expectPlaces(
        _ event: ExecEvent, _ part: MissingPart.Part, _ shown: StringList, _ sent: [[UInt8]],
        _ note: Comment
    ) {
        var named: Set<Int> = []
        for missing in event.missing where missing.part == part {
            #expect(missing.unit == .strings, note)
            for index in 0..<(missing.count ?? 0) { named.insert(missing.offset + index) }
        }
        let strings = shown.strings
        for index in sent.indices {
            let string = index < strings.count ? strings[index] : nil
            #expect(string == (named.contains(index) ? nil : sent[index]), note)
        }
        #expect(strings.count <= sent.count, note)
    }
}

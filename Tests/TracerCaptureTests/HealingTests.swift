import Testing
import TracerWire

@testable import TracerCapture

/// What was lost of an exec is read from a process that may have written over it.
@Suite("Healing")
struct HealingTests {
    private let sent = SentExec(
        ["evil", "MALWARE!", "-x"], ["PATH=/usr/bin", "LARGE=aaaaaaaaaaaaaaaa"])

    /// Plays the records, but for those with these positions, and then finds `strings`.
    private func exec(
        _ records: [[UInt8]], without lost: Set<Int>, finding strings: ProcessStrings
    ) throws -> (event: ExecEvent, summary: CaptureSummary) {
        var player = StreamPlayer { _, _ in strings }
        for (index, record) in records.enumerated() {
            if lost.contains(index) { player.drop(record) } else { try player.send(record) }
        }
        player.finish()
        return (try #require(player.execs.first), player.summary)
    }

    private func strings(_ changes: [(part: MissingPart.Part, offset: Int)] = []) -> ProcessStrings
    {
        var strings = ProcessStrings(
            arguments: sent.argumentBlock, environment: sent.environmentBlock)
        for change in changes {
            if change.part == .arguments {
                strings.arguments[change.offset] ^= 1
            } else {
                strings.environment[change.offset] ^= 1
            }
        }
        return strings
    }

    @Test("A hole is filled, and named")
    func filled() throws {
        let records = sent.blockRecords(first: 8, chunk: 10)
        for lost in 1..<records.count {
            let (event, summary) = try exec(records, without: [lost], finding: strings())
            #expect(!event.isComplete)
            #expect(event.missing.isEmpty)
            #expect(event.source == .proc)
            #expect(event.arguments.strings == sent.arguments)
            #expect(event.environment.strings == sent.environment)
            #expect(summary.healed == 1)
            let count = event.filled.reduce(0) { $0 + ($1.count ?? 0) }
            #expect(count == min(10, sent.block.count - 8 - 10 * (lost - 1)))
            #expect(event.filled.allSatisfy { $0.cause == .ringFull && $0.unit == .bytes })
        }
    }

    /// Each byte of the exec is changed once, and each record lost once: what arrived is never replaced, and
    /// what the process has since changed is never called complete.
    @Test("What arrived stays, whichever byte of it the process has changed since")
    func changed() throws {
        let records = sent.blockRecords(first: 8, chunk: 10)
        let split = sent.argumentBlock.count
        for lost in 1..<records.count {
            let start = 8 + 10 * (lost - 1)
            let hole = start..<min(start + 10, sent.block.count)
            for byte in 0..<sent.block.count where !hole.contains(byte) {
                let change: (MissingPart.Part, Int) =
                    byte < split ? (.arguments, byte) : (.environment, byte - split)
                let (event, summary) = try exec(
                    records, without: [lost], finding: strings([change]))
                let note = "byte \(byte), record \(lost)"
                #expect(!event.isComplete, "\(note)")
                #expect(event.source == .block, "\(note)")
                #expect(event.filled.isEmpty, "\(note)")
                #expect(event.missing.allSatisfy { $0.cause == .changed }, "\(note)")
                #expect(event.missing.reduce(0) { $0 + ($1.count ?? 0) } == hole.count, "\(note)")
                for string in event.arguments.strings {
                    #expect(string.map(sent.arguments.contains) == true, "\(note)")
                }
                for string in event.environment.strings {
                    #expect(string.map(sent.environment.contains) == true, "\(note)")
                }
                #expect(summary.healed == 0 && summary.incomplete == 1, "\(note)")
            }
        }
    }

    @Test("Strings that have become longer or shorter are others")
    func lengths() throws {
        let records = sent.blockRecords(first: 8, chunk: 10)
        for change in [-1, 1] {
            var longer = strings()
            if change < 0 { longer.environment.removeLast() } else { longer.environment.append(0) }
            let (event, _) = try exec(records, without: [records.count - 1], finding: longer)
            #expect(event.missing.map { $0.cause } == [.changed])
            #expect(event.arguments.strings == sent.arguments)
        }
    }

    @Test("Strings that came one by one are filled, and compared, likewise")
    func stream() throws {
        let records = sent.streamRecords()
        for lost in 0..<sent.arguments.count + sent.environment.count {
            var (event, _) = try exec(records, without: [lost], finding: strings())
            #expect(!event.isComplete)
            #expect(event.missing.isEmpty)
            #expect(event.source == .proc)
            #expect(event.arguments.strings == sent.arguments)
            #expect(event.environment.strings == sent.environment)
            #expect(event.filled.map { $0.count } == [1])

            // The first argument, or the second: one that did arrive.
            let place = lost == 0 ? sent.arguments[0].count + 1 : 0
            (event, _) = try exec(records, without: [lost], finding: strings([(.arguments, place)]))
            #expect(!event.isComplete)
            #expect(event.missing.map { $0.cause } == [.changed])
            let arrived = event.arguments.strings.compactMap { $0 }
            #expect(arrived.allSatisfy(sent.arguments.contains))
        }
    }

    @Test("A string that was cut off agrees with what it is the beginning of")
    func truncated() throws {
        let long = [UInt8](repeating: 0x61, count: 600)
        let sent = SentExec(1, arguments: [[0x78], long, [0x79]], environment: [[0x7a]])
        var strings = ProcessStrings(
            arguments: sent.argumentBlock, environment: sent.environmentBlock)
        var (event, _) = try exec(sent.streamRecords(), without: [2], finding: strings)
        #expect(event.missing.isEmpty)
        #expect(event.arguments.strings == sent.arguments)
        // Within what was streamed, and after it, which the kernel's copy has.
        strings.arguments[2 + 511] = 0x62
        (event, _) = try exec(sent.streamRecords(), without: [2], finding: strings)
        #expect(event.missing.map { $0.cause } == [.truncated, .changed])
        strings.arguments[2 + 511] = 0x61
        strings.arguments[2 + 512] = 0x62
        (event, _) = try exec(sent.streamRecords(), without: [2], finding: strings)
        #expect(event.missing.map { $0.cause } == [.truncated, .changed])
    }

    @Test("An exec whose strings were cut short is reported at once, and healed")
    func cutShort() throws {
        var player = StreamPlayer { _, _ in strings() }
        try player.send(sent.execRecord(EXEC_BLOCK, EXEC_CUT_SHORT))
        var event = try #require(player.execs.first)
        #expect(event.missing.isEmpty)
        #expect(event.filled.map { $0.part } == [.arguments, .environment])

        player = StreamPlayer()
        try player.send(sent.execRecord(EXEC_BLOCK, EXEC_CUT_SHORT))
        event = try #require(player.execs.first)
        #expect(event.missing.map { $0.cause } == [.ringFull, .ringFull])
        #expect(
            event.missing.map { $0.count } == [
                sent.argumentBlock.count, sent.environmentBlock.count,
            ])
    }
}

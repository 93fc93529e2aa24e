import Testing
import TracerWire

@testable import TracerCapture

@Suite("The block path")
struct BlockTests {
    let sample = SentExec(["ls", "-l", "", "last"], ["PATH=/bin", "", "NOEQUALS", "A=1"])

    @Test("A small exec is one record")
    func inOneRecord() throws {
        var player = StreamPlayer()
        try player.send(sample.blockRecords())
        #expect(player.execs.count == 1)
        expectWhole(try #require(player.execs.first), sample)
        #expect(player.execs.first?.source == .block)
    }

    @Test("What is not a string comes as it was sent")
    func otherFields() throws {
        var sent = sample
        sent.caller = 123
        sent.interpreter = Array("/bin/sh".utf8)
        sent.comm = Array("sixteen-letters-".utf8)
        var player = StreamPlayer()
        try player.send(sent.blockRecords())
        let event = try #require(player.execs.first)
        expectWhole(event, sent)
        #expect(event.time == sent.exec.header.time_ns)
        #expect(event.tid == sent.pid)
        #expect(event.oldTID == 123)
        #expect(event.uid == 10)
        #expect(event.gid == 20)
        #expect(event.pidNamespace == 30)
        #expect(event.cgroupID == 3)
        #expect(event.startTime == 7)
        #expect(event.result == 0)
    }

    @Test("Whatever the cut, chunks give the whole")
    func everyCut() throws {
        for first in 0...sample.block.count {
            for size in 1...sample.block.count {
                var player = StreamPlayer()
                try player.send(sample.blockRecords(first: first, chunk: size))
                #expect(player.execs.count == 1)
                expectWhole(try #require(player.execs.first), sample, "\(first), \(size)")
            }
        }
    }

    @Test("Nothing at all: no arguments, no environment")
    func empty() throws {
        var player = StreamPlayer()
        let sent = SentExec([], [])
        try player.send(sent.blockRecords())
        expectWhole(try #require(player.execs.first), sent)
    }

    /// Anybody can have thousands of these in the ring at once, each a few hundred bytes there.
    @Test("What did not come takes no memory")
    func holesTakeNothing() throws {
        var block = try BlockCollector(argumentBytes: 2 << 20, environmentBytes: 4 << 20)
        let arrived: [UInt8] = [65, 0]
        block.add(arrived.span.bytes, at: 0, length: 2, cause: nil)
        block.end()
        #expect(block.isAtEnd)
        #expect(block.memory == 2)
    }

    @Test("Six megabytes")
    func large() throws {
        var numbers = SeededNumbers()
        var sent = SentExec(9)
        sent.arguments = numbers.strings(3, longest: 100, name: "argument")
        sent.environment = (0..<48).map { [UInt8](repeating: UInt8($0 + 1), count: 130_000) }
        var player = StreamPlayer()
        try player.send(sent.blockRecords(first: 24000))
        expectWhole(try #require(player.execs.first), sent)
    }

    /// For each record after the first, alone and together with each other one.
    @Test("Lost chunks: named as ranges, and no part of a string is shown as a string")
    func lostChunks() throws {
        let block = sample.block.count
        for size in 1...block {
            for first in [0, 1, 5, 9] {
                let records = sample.blockRecords(first: first, chunk: size)
                for left in records.indices.dropFirst() {
                    for right in left..<records.count {
                        try lose([left, right], of: records, "\(first), \(size), \(left), \(right)")
                    }
                }
            }
        }
    }

    private func lose(_ lost: Set<Int>, of records: [[UInt8]], _ note: Comment) throws {
        var player = StreamPlayer()
        for index in records.indices {
            if lost.contains(index) {
                player.drop(records[index])
            } else {
                try player.send(records[index])
            }
        }
        #expect(player.execs.isEmpty || !lost.contains(records.count - 1), note)
        player.flush(after: 1_000_000_000)
        #expect(player.execs.count == 1, note)
        let event = try #require(player.execs.first)
        #expect(!event.isComplete, note)
        expectHonest(event, sample, note)
        let arrived = records.indices.filter { !lost.contains($0) }
            .reduce(0) { $0 + dataLength(records[$1]) }
        #expect(event.argumentBytesReceived + event.environmentBytesReceived == arrived, note)
    }

    private func dataLength(_ record: [UInt8]) -> Int {
        record.withUnsafeBytes { bytes in
            headerOf(record).type == EVENT_EXEC.rawValue
                ? Int(bytes.loadUnaligned(as: event_exec.self).data_length)
                : Int(bytes.loadUnaligned(as: event_exec_env_chunk.self).length)
        }
    }

    @Test("A chunk that could not be read has its cause; the others are there")
    func faults() throws {
        let size = sample.block.count
        for (cause, expected) in [
            (MISSING_STRING_FAULT, MissingCause.stringFault), (MISSING_TAIL_CALL, .tailCall),
        ] {
            var player = StreamPlayer()
            try player.send(sample.execRecord(EXEC_BLOCK, data: Array(sample.block[..<12])))
            try player.send(sample.chunk(at: 12, length: 8, cause))
            #expect(player.execs.isEmpty)
            try player.send(sample.chunk(at: 20, Array(sample.block[20...])))
            let event = try #require(player.execs.first)
            // The arguments take 12 bytes.
            #expect(
                event.missing == [
                    MissingPart(
                        part: .environment, unit: .bytes, offset: 0, count: 8, cause: expected)
                ])
            #expect(event.arguments.strings == sample.arguments)
            #expect(event.environmentBytesReceived == size - 20)
            #expect(event.environment.text == ["", "NOEQUALS", "A=1"])
        }
    }

    @Test("A hole over the border of arguments and environment is named on both sides")
    func holeOverBorder() throws {
        var player = StreamPlayer()
        try player.send(sample.execRecord(EXEC_BLOCK, data: Array(sample.block[..<7])))
        try player.send(sample.chunk(at: 7, length: 10, MISSING_STRING_FAULT))
        try player.send(sample.chunk(at: 17, Array(sample.block[17...])))
        let event = try #require(player.execs.first)
        #expect(
            event.missing == [
                MissingPart(part: .arguments, unit: .bytes, offset: 7, count: 5, cause: .stringFault),
                MissingPart(
                    part: .environment, unit: .bytes, offset: 0, count: 5, cause: .stringFault),
            ])
        #expect(event.arguments.text == ["ls", "-l", ""])
        #expect(event.environment.text == ["", "NOEQUALS", "A=1"])
        expectHonest(event, sample)
    }

    /// Two causes side by side, the second one byte long: the rest of the string that they cut must
    /// not come out as a string of its own.
    @Test("Holes of one byte")
    func smallHoles() throws {
        let sent = SentExec(["abcdefghij"], ["X=1"])
        var player = StreamPlayer()
        try player.send(sent.execRecord(EXEC_BLOCK))
        try player.send(sent.chunk(at: 0, length: 2, MISSING_STRING_FAULT))
        try player.send(sent.chunk(at: 2, length: 1, MISSING_TAIL_CALL))
        try player.send(sent.chunk(at: 3, Array(sent.block[3..<5])))
        try player.send(sent.chunk(at: 5, length: 1, MISSING_STRING_FAULT))
        try player.send(sent.chunk(at: 6, Array(sent.block[6...])))
        let event = try #require(player.execs.first)
        #expect(event.arguments.text == [])
        #expect(event.environment.text == ["X=1"])
        expectHonest(event, sent)
    }

    @Test("The same chunk twice counts once")
    func duplicates() throws {
        var player = StreamPlayer()
        let records = sample.blockRecords(first: 4, chunk: 9)
        try player.send(records[0])
        for record in records.dropFirst() {
            try player.send(record)
            try player.send(record)
        }
        #expect(player.execs.count == 1)
        expectWhole(try #require(player.execs.first), sample)
    }

    @Test("A chunk of an exec that was given up, or never heard of, makes no event")
    func lateChunks() throws {
        var player = StreamPlayer()
        let records = sample.blockRecords(first: 4, chunk: 20)
        try player.send(records[0])
        player.flush(after: 100_000_000)
        #expect(player.execs.isEmpty)
        player.flush(after: 200_000_000)
        #expect(player.execs.count == 1)
        try player.send(Array(records.dropFirst()))
        try player.send(SentExec(["a"], ["b"], id: 77).chunk(at: 0, [1]))
        player.finish()
        #expect(player.execs.count == 1)
        #expect(player.summary.incomplete == 1)
    }

    @Test("A name that could not be read is not shown as empty without a word")
    func nameFaults() throws {
        for flag in [EXEC_FILENAME_FAULT, EXEC_INTERPRETER_FAULT] {
            var player = StreamPlayer()
            try player.send(sample.execRecord(EXEC_BLOCK, flag, data: sample.block))
            let event = try #require(player.execs.first)
            #expect(
                event.missing == [
                    MissingPart(
                        part: .filename, unit: .bytes, offset: 0, count: nil, cause: .stringFault)
                ])
        }
    }
}

/// Every string that is shown was sent, in the order in which it was sent, and the bytes add up.
func expectHonest(
    _ event: ExecEvent, _ sent: SentExec, _ note: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    expectSubsequence(
        event.arguments.strings, of: sent.arguments, note, sourceLocation: sourceLocation)
    expectSubsequence(
        event.environment.strings, of: sent.environment, note, sourceLocation: sourceLocation)
    func missing(_ part: MissingPart.Part) -> Int {
        event.missing.filter { $0.part == part && $0.unit == .bytes }
            .reduce(0) { $0 + ($1.count ?? 0) }
    }
    #expect(
        Int(event.argumentBytesReceived) + missing(.arguments) == sent.argumentBlock.count, note,
        sourceLocation: sourceLocation)
    #expect(
        Int(event.environmentBytesReceived) + missing(.environment) == sent.environmentBlock.count,
        note, sourceLocation: sourceLocation)
}

func expectSubsequence(
    _ shown: [[UInt8]?], of sent: [[UInt8]], _ note: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    var rest = sent[...]
    for string in shown {
        guard let string else { continue }
        guard let index = rest.firstIndex(of: string) else {
            Issue.record(
                "shown, but not sent in this order: \(string) of \(sent); \(note?.rawValue ?? "")",
                sourceLocation: sourceLocation)
            return
        }
        rest = rest[(index + 1)...]
    }
}

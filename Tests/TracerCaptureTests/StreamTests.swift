import Testing
import TracerWire

@testable import TracerCapture

/// The stream path: EnvVarCollector behind an EventStream.
@Suite("The stream path")
struct StreamTests {
    let sample = SentExec(["ls", "-l", ""], ["PATH=/bin", "", "NOEQUALS", "A=1"])

    private func play(_ records: [[UInt8]], failed: Bool = false) throws -> ExecEvent {
        var options = EventStream.Options()
        options.reportFailed = failed
        var player = StreamPlayer(options: options)
        try player.send(records)
        player.finish()
        #expect(player.execs.count == 1)
        return try #require(player.execs.first)
    }

    private func missing(
        _ part: MissingPart.Part, _ offset: Int, _ count: Int?, _ cause: MissingCause
    ) -> MissingPart {
        MissingPart(part: part, unit: .strings, offset: offset, count: count, cause: cause)
    }

    @Test("In order")
    func inOrder() throws {
        let event = try play(sample.streamRecords())
        expectWhole(event, sample)
        #expect(event.source == .stream)
    }

    @Test("In any order, each any number of times")
    func shuffled() throws {
        var numbers = SeededNumbers()
        for _ in 0..<300 {
            var variables = sample.variables() + [sample.final(total: 7)]
            for _ in 0..<numbers.below(5) {
                variables.append(variables[numbers.below(variables.count)])
            }
            variables.shuffle(using: &numbers)
            let event = try play(variables + [sample.streamEnd()])
            expectWhole(event, sample, "SEED=\(numbers.seed)")
        }
    }

    @Test("4,224 variables, the longest of them")
    func most() throws {
        var sent = SentExec()
        sent.arguments = [Array("program".utf8)]
        sent.environment = (0..<ENV_VARS_MAX).map {
            Array("V\($0)=".utf8) + [UInt8](repeating: 0x61, count: 500)
        }
        expectWhole(try play(sent.streamRecords()), sent)
    }

    @Test("No arguments, no environment")
    func empty() throws {
        let sent = SentExec([], [])
        expectWhole(try play(sent.streamRecords()), sent)
        // The stream's end was lost, but the kernel says that there is nothing.
        expectWhole(try play([sent.streamEnd()]), sent)
        let noEnvironment = SentExec(["a"], [])
        expectWhole(try play(noEnvironment.streamRecords()), noEnvironment)
    }

    /// Every one and every two of the records before EXEC.
    @Test("What was lost is named, by its place")
    func everyLoss() throws {
        let records = sample.streamRecords()
        for left in records.indices.dropLast() {
            for right in left..<records.count - 1 {
                var player = StreamPlayer()
                for index in records.indices {
                    if index == left || index == right {
                        player.drop(records[index])
                    } else {
                        try player.send(records[index])
                    }
                }
                let note: Comment = "\(left), \(right)"
                let event = try #require(player.execs.first, note)
                let lost = Set([left, right]).subtracting([records.count - 2])
                // Without the end alone every string is there, as the kernel's count shows.
                #expect(event.isComplete == lost.isEmpty, note)
                expectPlaced(event, sample, lost: lost, note)
                #expect(player.summary.sequenceGaps == player.dropped, note)
            }
        }
    }

    /// Each string that came stands in its place, and exactly the others are named.
    private func expectPlaced(
        _ event: ExecEvent, _ sent: SentExec, lost: Set<Int>, _ note: Comment
    ) {
        let argc = sent.arguments.count
        for (index, string) in (sent.arguments + sent.environment).enumerated() {
            let isArgument = index < argc
            let list = (isArgument ? event.arguments : event.environment.list).strings
            let place = isArgument ? index : index - argc
            let shown = place < list.count ? list[place] : nil
            #expect(shown == (lost.contains(index) ? nil : string), "\(note), \(index)")
        }
        var named: Set<Int> = []
        for part in event.missing {
            #expect(part.unit == .strings && part.cause == .ringFull, note)
            let start = part.part == .arguments ? part.offset : part.offset + argc
            for index in start..<start + (part.count ?? 1000) { named.insert(index) }
        }
        #expect(named == lost, note)
    }

    @Test("None of the variables came, the EXEC record did")
    func onlyExec() throws {
        let event = try play([sample.streamEnd()])
        #expect(
            event.missing == [
                missing(.arguments, 0, 3, .ringFull), missing(.environment, 0, 4, .ringFull),
            ])
        #expect(event.arguments.strings.allSatisfy { $0 == nil })
        #expect(event.environment.strings.allSatisfy { $0 == nil })
    }

    @Test("The stream ended early, for each cause: the rest is named by the kernel's count")
    func earlyEnd() throws {
        for (cause, expected) in causes {
            for total in 0..<7 {
                let records = sample.variables().prefix(total)
                let end = sample.final(total: total, sawAllArguments: total >= 3, cause: cause)
                let event = try play(records + [end, sample.streamEnd()])
                var parts: [MissingPart] = []
                if total < 3 { parts.append(missing(.arguments, total, 3 - total, expected)) }
                let first = max(0, total - 3)
                parts.append(missing(.environment, first, 4 - first, expected))
                #expect(event.missing == parts, "\(total)")
            }
        }
    }

    private let causes: [(missing_cause, MissingCause)] = [
        (MISSING_POINTER_FAULT, .pointerFault), (MISSING_TAIL_CALL, .tailCall),
        (MISSING_LIMIT, .limit),
    ]

    /// The pointer behind the last one could not be read before the kernel did: every string came.
    @Test("An early end with nothing missing")
    func earlyEndOfNothing() throws {
        for (cause, _) in causes {
            let event = try play(
                sample.variables() + [sample.final(total: 7, cause: cause), sample.streamEnd()])
            expectWhole(event, sample)
        }
    }

    @Test("Records lost before an early end are told from what was never sent")
    func lossBeforeEarlyEnd() throws {
        let records = Array(sample.variables().prefix(4))
        let event = try play(
            records + [sample.final(total: 6, cause: MISSING_LIMIT), sample.streamEnd()])
        #expect(
            event.missing == [
                missing(.environment, 1, 2, .ringFull), missing(.environment, 3, 1, .limit),
            ])
    }

    @Test("A string that could not be read keeps its place")
    func stringFaults() throws {
        var records = sample.streamRecords()
        records[1] = sample.variable(1, [], isArgument: true, cause: MISSING_STRING_FAULT)
        records[4] = sample.variable(4, [], isArgument: false, cause: MISSING_STRING_FAULT)
        records[5] = sample.variable(5, [], isArgument: false, cause: MISSING_STRING_FAULT)
        let event = try play(records)
        #expect(event.arguments.text == ["ls", nil, ""])
        #expect(event.environment.text == ["PATH=/bin", nil, nil, "A=1"])
        #expect(
            event.missing == [
                missing(.arguments, 1, 1, .stringFault), missing(.environment, 1, 2, .stringFault),
            ])
    }

    @Test("512 bytes are whole, 513 are truncated")
    func truncation() throws {
        let whole = [UInt8](repeating: 0x61, count: ENV_VAR_DATA_MAX)
        var sent = sample
        sent.environment[1] = whole
        expectWhole(try play(sent.streamRecords()), sent)

        sent.environment[1] = whole + [0x62]
        let event = try play(sent.streamRecords())
        #expect(event.missing == [missing(.environment, 1, 1, .truncated)])
        #expect(event.environment.strings[1] == whole)
        #expect(event.environment.strings[2] == sent.environment[2])
    }

    @Test("The caller's strings and the kernel's differ in length: changed in between")
    func changed() throws {
        var taken = sample
        taken.environment[0].append(0x62)
        let event = try play(
            sample.variables() + [sample.final(total: 7), taken.execRecord(EXEC_STREAMED)])
        #expect(
            event.missing == [
                MissingPart(
                    part: .environment, unit: .bytes, offset: 0,
                    count: taken.environmentBlock.count, cause: .changed)
            ])

        // One that is missing among the arguments doesn't keep the environment from being checked.
        var records = sample.variables()
        records.remove(at: 0)
        let both = try play(records + [sample.final(total: 7), taken.execRecord(EXEC_STREAMED)])
        #expect(both.missing.map { $0.cause } == [.ringFull, .changed])

        // Nor does a file name.
        let named = try play(
            sample.variables() + [
                sample.final(total: 7), taken.execRecord(EXEC_STREAMED, EXEC_FILENAME_FAULT),
            ])
        #expect(named.missing.map { $0.part } == [.filename, .environment])
    }

    @Test("The kernel took more or fewer strings than were streamed")
    func changedCount() throws {
        var taken = sample
        taken.environment.append(Array("NEW=1".utf8))
        let more = try play(
            sample.variables() + [sample.final(total: 7), taken.execRecord(EXEC_STREAMED)])
        #expect(more.missing == [missing(.environment, 4, 1, .changed)])

        taken = sample
        taken.environment.removeLast()
        let fewer = try play(
            sample.variables() + [sample.final(total: 7), taken.execRecord(EXEC_STREAMED)])
        #expect(fewer.missing.map { $0.cause } == [.changed])
    }

    // MARK: A script: argv comes as a block, the environment was streamed

    private var script: SentExec {
        var script = sample
        script.callerArguments = [Array("./script".utf8), Array("x".utf8)]
        script.arguments = ["/bin/sh", "-e", "./script", "x"].map { Array($0.utf8) }
        script.interpreter = Array("/bin/sh".utf8)
        return script
    }

    @Test("A script's arguments come as the kernel rewrote them")
    func rewritten() throws {
        expectWhole(try play(script.streamRecords()), script)
        var empty = script
        empty.environment = []
        expectWhole(try play(empty.streamRecords()), empty)
    }

    @Test("A script's arguments in chunks, the last one lost")
    func rewrittenInChunks() throws {
        let block = script.block
        let records =
            script.streamRecords().dropLast() + [
                script.execRecord(
                    EXEC_STREAMED, EXEC_BLOCK, EXEC_ARGS_ONLY, data: Array(block[..<5])),
                script.chunk(at: 5, Array(block[5..<15])),
                script.chunk(at: 15, Array(block[15...])),
            ]
        expectWhole(try play(Array(records)), script)
        let event = try play(records.dropLast())
        #expect(
            event.missing == [
                MissingPart(
                    part: .arguments, unit: .bytes, offset: 15,
                    count: script.argumentBlock.count - 15, cause: .ringFull),
                MissingPart(
                    part: .environment, unit: .bytes, offset: 0,
                    count: script.environmentBlock.count, cause: .ringFull),
            ])
        #expect(event.environment.strings == script.environment)
    }

    @Test("What was lost of a script's environment is placed by the stream's total")
    func rewrittenWithLoss() throws {
        let records = script.streamRecords()
        for left in 0..<6 {
            for right in left..<6 {
                let kept = records.indices.filter { $0 != left && $0 != right }.map { records[$0] }
                let event = try play(kept)
                let note: Comment = "\(left), \(right)"
                #expect(event.arguments.strings == script.arguments, note)
                var expected = script.environment.map { Optional($0) }
                for index in [left, right] where index >= 2 { expected[index - 2] = nil }
                // Behind the last one that came no places are kept.
                while event.environment.count < expected.count, expected.last == .some(nil) {
                    expected.removeLast()
                }
                #expect(event.environment.strings == expected, note)
                // What was lost of the caller's own arguments doesn't matter.
                #expect(event.isComplete == (right < 2), note)
                #expect(event.missing.allSatisfy { $0.cause == .ringFull }, note)
            }
        }
    }

    // MARK: Execs that failed

    private func failed(_ result: Int32 = -2) -> SentExec {
        var failed = sample
        failed.result = result
        return failed
    }

    @Test("A failed exec is reported only if it was asked for")
    func failedExecs() throws {
        var player = StreamPlayer()
        try player.send(failed().streamRecords())
        #expect(player.events.isEmpty)
        #expect(player.summary.failed == 0)
        #expect(player.summary.execs == 0)

        var options = EventStream.Options()
        options.reportFailed = true
        player = StreamPlayer(options: options)
        try player.send(failed().streamRecords())
        let event = try #require(player.execs.first)
        #expect(event.result == -2)
        expectWhole(event, sample)
        #expect(event.argumentCount == 3)
        #expect(event.environmentCount == 4)
        #expect(player.summary.failed == 1)
        #expect(player.summary.execs == 0)
        // The process still runs what it ran before.
        #expect(player.stream.processes[100] == nil)
    }

    @Test("A failed exec whose stream ended early: the rest is open")
    func failedEarlyEnd() throws {
        for (cause, expected) in causes {
            for total in 0...7 {
                let end = sample.final(total: total, sawAllArguments: total > 3, cause: cause)
                let event = try play(
                    sample.variables().prefix(total) + [end, failed().streamEnd()], failed: true)
                var parts = [missing(.environment, max(0, total - 3), nil, expected)]
                if total <= 3 { parts.insert(missing(.arguments, total, nil, expected), at: 0) }
                #expect(event.missing == parts, "\(total)")
            }
        }
    }

    @Test("A failed exec of which the end and more was lost")
    func failedWithLoss() throws {
        let records = sample.variables()
        let noEnd = try play(records + [failed().streamEnd()], failed: true)
        #expect(noEnd.missing == [missing(.environment, 4, nil, .ringFull)])

        let onlyArguments = try play(Array(records[..<2]) + [failed().streamEnd()], failed: true)
        #expect(
            onlyArguments.missing == [
                missing(.arguments, 2, nil, .ringFull), missing(.environment, 0, nil, .ringFull),
            ])

        let nothing = try play([failed().streamEnd()], failed: true)
        #expect(
            nothing.missing == [
                missing(.arguments, 0, nil, .ringFull), missing(.environment, 0, nil, .ringFull),
            ])

        // The last variable was lost, and the stream ended early: both are named.
        let both = try play(
            records.dropLast() + [
                sample.final(total: 7, cause: MISSING_LIMIT), failed().streamEnd(),
            ], failed: true)
        #expect(
            both.missing == [
                missing(.environment, 3, 1, .ringFull), missing(.environment, 4, nil, .limit),
            ])
    }

    @Test("Records lost between the arguments and the environment of a failed exec")
    func failedBorder() throws {
        // Nobody knows to which of the two they belonged: argv gets them.
        let records = sample.variables()
        let kept = records.indices.filter { $0 != 2 && $0 != 3 }.map { records[$0] }
        let event = try play(kept + [sample.final(total: 7), failed().streamEnd()], failed: true)
        #expect(event.missing == [missing(.arguments, 2, 2, .ringFull)])
        #expect(event.arguments.text == ["ls", "-l", nil, nil])
        #expect(event.environment.text == ["", "NOEQUALS", "A=1"])
    }

    @Test("An exec of which the kernel's half sent no strings")
    func nothingSent() throws {
        var exec = failed().exec
        exec.cause = MISSING_POINTER_FAULT.rawValue
        let event = try play([failed().execRecord(exec, data: [])], failed: true)
        #expect(
            event.missing == [
                MissingPart(
                    part: .arguments, unit: .bytes, offset: 0, count: nil, cause: .pointerFault),
                MissingPart(
                    part: .environment, unit: .bytes, offset: 0, count: nil, cause: .pointerFault),
            ])
    }
}

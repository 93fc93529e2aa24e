import Testing
import TracerWire

@testable import TracerCapture

/// What was streamed is held against what the kernel has copied.
@Suite("Streamed and copied")
struct ComparisonTests {
    private let sent = SentExec(["prog", "HARMLESS", "-x"], ["A=1", "B=2", "C=3"])

    /// What was streamed, and then a block with other bytes in these places.
    private func exec(changing places: [Int]) throws -> ExecEvent {
        var block = sent.block
        for place in places { block[place] ^= 1 }
        var player = StreamPlayer()
        let variables = sent.variables()
        try player.send(variables + [sent.final(total: variables.count)])
        try player.send(sent.execRecord(EXEC_STREAMED, EXEC_BLOCK, data: block))
        return try #require(player.execs.first)
    }

    @Test("The same: complete, as it was streamed")
    func same() throws {
        let event = try exec(changing: [])
        expectWhole(event, sent)
        #expect(event.source == .stream)
    }

    @Test("Whichever byte differs at equal length, its string is named as changed")
    func eachByte() throws {
        let split = sent.argumentBlock.count
        for place in 0..<sent.block.count where sent.block[place] != 0 {
            let event = try exec(changing: [place])
            let part: MissingPart.Part = place < split ? .arguments : .environment
            let before = sent.block[(place < split ? 0 : split)..<place].filter { $0 == 0 }.count
            #expect(
                event.missing == [
                    MissingPart(
                        part: part, unit: .strings, offset: before, count: 1, cause: .changed)
                ], "byte \(place)")
            #expect(!event.isComplete)
            #expect(event.arguments.strings == sent.arguments)
            #expect(event.environment.strings == sent.environment)
        }
    }

    @Test("Neighbours are one range")
    func neighbours() throws {
        let event = try exec(changing: [0, 5, 14])
        #expect(
            event.missing == [
                MissingPart(part: .arguments, unit: .strings, offset: 0, count: 3, cause: .changed)
            ])
    }

    @Test("What the kernel's copy did not arrive for is not complete")
    func copyLost() throws {
        var player = StreamPlayer()
        let variables = sent.variables()
        try player.send(variables + [sent.final(total: variables.count)])
        try player.send(sent.execRecord(EXEC_STREAMED, EXEC_BLOCK, EXEC_CUT_SHORT))
        let event = try #require(player.execs.first)
        #expect(!event.isComplete)
        #expect(event.missing.map { $0.cause } == [.ringFull, .ringFull])
        #expect(event.arguments.strings == sent.arguments)
    }

    @Test("A script's arguments are the kernel's, its environment is compared")
    func script() throws {
        var script = sent
        script.callerArguments = [Array("script".utf8)]
        var player = StreamPlayer()
        try player.send(script.streamRecords())
        expectWhole(try #require(player.execs.first), script)
        var block = script.block
        block[script.argumentBlock.count] ^= 1
        player = StreamPlayer()
        try player.send(Array(script.streamRecords().dropLast()))
        try player.send(script.execRecord(EXEC_STREAMED, EXEC_BLOCK, EXEC_ARGS_ONLY, data: block))
        let event = try #require(player.execs.first)
        #expect(event.arguments.strings == script.arguments)
        #expect(event.missing.map { $0.part } == [.environment])
        #expect(event.missing.map { $0.cause } == [.changed])
    }

    // MARK: Execs that fail when the old program is gone

    private func failing(_ data: [UInt8]) throws -> ExecEvent {
        var options = EventStream.Options()
        options.reportFailed = true
        var player = StreamPlayer(options: options)
        var failed = sent
        failed.result = -14
        var exec = failed.exec
        exec.flags = EXEC_PAST_RETURN.rawValue
        exec.argc = UInt32(sent.arguments.count)
        exec.envc = UInt32(sent.environment.count)
        try player.send(failed.execRecord(exec, data: data))
        #expect(player.summary.failed == 1)
        return try #require(player.execs.first)
    }

    @Test("Past the point of no return the strings are those that the kernel had copied")
    func pastReturn() throws {
        let event = try failing(
            sent.block + Array("/bin/program\0".utf8) + [0, 0, 0, 0, 0, 0, 0, 0])
        #expect(event.result == -14)
        #expect(event.filename == sent.filename)
        #expect(event.arguments.strings == sent.arguments)
        #expect(event.environment.strings == sent.environment)
        #expect(event.isComplete)
    }

    @Test("As far as they go, wherever they end")
    func pastReturnCut() throws {
        for length in 0..<sent.block.count - 1 {
            let event = try failing(Array(sent.block[..<length]))
            let arrived = event.arguments.count + event.environment.count
            let missing = event.missing.reduce(0) { $0 + ($1.count ?? 0) }
            #expect(arrived + missing == 6, "\(length)")
            #expect(
                event.arguments.strings == sent.arguments.prefix(event.arguments.count).map { $0 })
            #expect(
                event.environment.strings
                    == sent.environment.prefix(event.environment.count).map { $0 })
            if length == 0 {
                #expect(event.missing.allSatisfy { $0.cause == .stringFault })
            }
        }
    }
}

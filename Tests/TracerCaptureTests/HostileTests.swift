import Testing
import TracerWire

@testable import TracerCapture

/// Records as only a fault in the kernel's half, or of the memory between, could make them: they give
/// an error, and never a trap.
@Suite("Hostile records")
struct HostileTests {
    private var samples: [[UInt8]] {
        var script = SentExec(["sh", "s"], ["A=1"])
        script.callerArguments = [Array("s".utf8)]
        script.interpreter = Array("/bin/sh".utf8)
        let sent = SentExec(["ls", "-l"], ["PATH=/bin", "A=1"])
        var placed = sent
        placed.contextNames = (["src", "usr"], ["ls", "bin"])
        return sent.blockRecords(first: 5, chunk: 7) + sent.streamRecords() + script.streamRecords()
            + placed.blockRecords()
            + [exitRecord(100), forkRecord(1, child: 100), cgroupRecord(3, ["b", "a"])]
    }

    private func error(_ record: [UInt8]) -> WireError? {
        var player = StreamPlayer()
        do {
            try player.deliver(record)
            return nil
        } catch let error as WireError {
            #expect(player.summary.malformed == 1)
            #expect(player.summary.received == 1)
            return error
        } catch {
            Issue.record("not a WireError: \(error)")
            return nil
        }
    }

    @Test("Cut anywhere, with the header's size as it was")
    func truncated() {
        for record in samples {
            let type = headerOf(record).type
            for count in 0..<record.count {
                let error = error(Array(record[..<count]))
                if count < MemoryLayout<event_header>.size {
                    #expect(
                        error
                            == .truncated(
                                type: 0, needed: MemoryLayout<event_header>.size, available: count))
                } else {
                    #expect(error == .badSize(type: type, stated: record.count, found: count))
                }
            }
        }
    }

    @Test("Cut anywhere, with the header's size made to fit")
    func truncatedWithSize() {
        for record in samples {
            for count in MemoryLayout<event_header>.size..<record.count {
                var cut = Array(record[..<count])
                changeHeader(of: &cut) { $0.size = UInt32(count) }
                switch error(cut) {
                case .truncated(headerOf(record).type, _, count): break
                case .badLength(headerOf(record).type, _, _): break
                case let error: Issue.record("\(count): \(String(describing: error))")
                }
            }
        }
    }

    @Test("More than the header says")
    func longer() {
        for record in samples {
            #expect(
                error(record + [0])
                    == .badSize(
                        type: headerOf(record).type, stated: record.count, found: record.count + 1))
        }
    }

    @Test("Types that don't exist")
    func types() {
        for type in [0, 9, 64, UInt32.max] {
            var record = exitRecord(1)
            changeHeader(of: &record) { $0.type = type }
            #expect(error(record) == .unknownType(type))
        }
    }

    @Test("Lengths beyond the record, each field of an EXEC record")
    func lengths() throws {
        let sent = SentExec(["a"], ["B=1"])
        let good = sent.execRecord(EXEC_BLOCK, data: sent.block)
        let change: [WritableKeyPath<event_exec, UInt32>] = [
            \.filename_length, \.interpreter_length, \.data_length,
        ]
        for field in change {
            for value in [UInt32(good.count), 0x7fff_ffff, .max] {
                var exec = good.withUnsafeBytes { $0.loadUnaligned(as: event_exec.self) }
                exec[keyPath: field] = value
                let size = MemoryLayout<event_exec>.size
                let record = withUnsafeBytes(of: exec) { [UInt8]($0) } + good[size...]
                guard case .badLength(EVENT_EXEC.rawValue, _, _) = error(record) else {
                    Issue.record("\(field) = \(value)")
                    continue
                }
            }
        }
    }

    @Test("Lengths of paths beyond the record, and of a cgroup's")
    func lengthsOfPaths() {
        var sent = SentExec(["a"], ["B=1"])
        sent.contextNames = (["src"], ["a", "bin"])
        let open = exec_descriptor(
            inode: 1, position: 0, flags: 0, file_system: 0, device: 0, mode: 0x8000, is_open: 1,
            same_as: 0)
        sent.descriptors = Array(repeating: (open, ["a", "bin"], path_marks(0)), count: 3)
        let good = sent.execRecord(EXEC_BLOCK, data: sent.block)
        for field in [
            \event_exec.paths.0.length, \event_exec.paths.1.length, \event_exec.paths.2.length,
            \event_exec.paths.3.length, \event_exec.paths.4.length,
        ] {
            for value in [UInt16(good.count), 0x7fff, .max] {
                var exec = good.withUnsafeBytes { $0.loadUnaligned(as: event_exec.self) }
                exec[keyPath: field] = value
                let size = MemoryLayout<event_exec>.size
                let record = withUnsafeBytes(of: exec) { [UInt8]($0) } + good[size...]
                guard case .badLength(EVENT_EXEC.rawValue, _, _) = error(record) else {
                    Issue.record("\(field) = \(value)")
                    continue
                }
            }
        }
        let cgroup = cgroupRecord(3, ["a"])
        for value in [UInt32(3), 0x7fff_ffff, .max] {
            var structure = cgroup.withUnsafeBytes { $0.loadUnaligned(as: event_cgroup.self) }
            structure.length = value
            let record = withUnsafeBytes(of: structure) { [UInt8]($0) } + cgroup[64...]
            #expect(
                error(record)
                    == .badLength(type: EVENT_CGROUP.rawValue, length: Int(value), available: 2))
        }
    }

    @Test("More bytes of strings than the kernel allows, on either path")
    func tooLarge() {
        let sent = SentExec(["a"], ["B=1"])
        for flags in [EXEC_BLOCK, EXEC_STREAMED] {
            for value in [UInt64(1) << 40, UInt64(Int64.max) + 1, .max] {
                for field in [\event_exec.args_bytes, \event_exec.env_bytes] {
                    var exec = sent.exec
                    exec.flags = flags.rawValue
                    exec[keyPath: field] = value
                    #expect(
                        error(sent.execRecord(exec, data: [1]))
                            == .tooLarge(bytes: value, limit: 64 << 20))
                }
            }
        }
        // The sum wraps around to what is there.
        var exec = sent.exec
        exec.flags = EXEC_BLOCK.rawValue
        exec.args_bytes = 2
        exec.env_bytes = .max
        #expect(error(sent.execRecord(exec, data: [1])) != nil)
    }

    @Test("An absurd index or count keeps no places")
    func absurdIndices() throws {
        let sent = SentExec(["a"], ["B=1"])
        var player = StreamPlayer()
        #expect(
            error(sent.variable(Int(UInt32.max), [1], isArgument: false))
                == .badIndex(type: EVENT_ENV_VAR.rawValue, index: Int(UInt32.max), limit: 1 << 16))

        // What came before stays.
        try player.send(sent.variables())
        #expect(throws: WireError.self) {
            try player.send(sent.variable(1 << 16, [], isArgument: false))
        }
        try player.send([sent.final(total: 2), sent.streamEnd()])
        expectWhole(try #require(player.execs.first), sent)

        player = StreamPlayer()
        var exec = sent.exec
        exec.flags = EXEC_STREAMED.rawValue
        exec.argc = .max
        exec.envc = .max
        try player.send([
            sent.final(total: Int(UInt32.max)), sent.execRecord(exec, data: []),
        ])
        #expect(try #require(player.execs.first).arguments.count <= 1 << 16)

        var failed = sent
        failed.result = -2
        var options = EventStream.Options()
        options.reportFailed = true
        player = StreamPlayer(options: options)
        try player.send([failed.final(total: Int(UInt32.max)), failed.streamEnd()])
        #expect(try #require(player.execs.first).arguments.count <= 1 << 16)
    }

    @Test("A variable longer than the stream path sends")
    func longVariable() {
        let sent = SentExec(["a"], [])
        var variable = event_env_var()
        variable.header = sent.header
        variable.length = 513
        let record = wireRecord(EVENT_ENV_VAR, variable, [UInt8](repeating: 1, count: 513))
        #expect(
            error(record)
                == .badLength(type: EVENT_ENV_VAR.rawValue, length: 513, available: 512))
    }

    @Test("Chunks that lie anywhere")
    func chunks() throws {
        let sent = SentExec(["abc"], ["B=1"])
        for offset in [0, 1, 3, 7, 8, 9, Int(Int32.max), Int.max] {
            for length in [0, 1, 5, 8, 9, Int(UInt32.max)] {
                var player = StreamPlayer()
                try player.send(sent.execRecord(EXEC_BLOCK, data: [0x61]))
                try player.send(sent.chunk(at: offset, length: length, MISSING_STRING_FAULT))
                if length < 10 {
                    try player.send(sent.chunk(at: offset, [UInt8](repeating: 0x62, count: length)))
                }
                player.finish()
                #expect(player.execs.count == 1)
                #expect(player.execs.first?.isComplete == false)
            }
        }
    }

    @Test("Random changes and random bytes: an error or events, whatever they say")
    func random() {
        var numbers = SeededNumbers()
        print("hostile records: SEED=\(numbers.seed)")
        let samples = samples
        var malformed: UInt64 = 0
        for _ in 0..<30 {
            var player = StreamPlayer()
            for _ in 0..<40 {
                var record = samples[numbers.below(samples.count)]
                for _ in 0..<numbers.below(4) {
                    let index = numbers.below(record.count)
                    record[index] =
                        numbers.chance(2) ? UInt8.random(in: 0...255, using: &numbers) : 0xff
                }
                if numbers.chance(4) {
                    let start = MemoryLayout<event_header>.size
                    for index in start..<record.count {
                        record[index] = UInt8.random(in: 0...255, using: &numbers)
                    }
                }
                if !numbers.chance(4) {
                    let count = UInt32(record.count)
                    changeHeader(of: &record) { header in
                        header.size = count
                        header.exec_id %= 3
                    }
                }
                do { try player.deliver(record) } catch {}
                if numbers.chance(10) { player.flush(after: 1_000_000_000) }
            }
            player.finish()
            let summary = player.summary
            #expect(summary.execs == summary.complete + summary.incomplete)
            #expect(summary.received == 40)
            malformed += summary.malformed
        }
        #expect(malformed > 0)
    }
}

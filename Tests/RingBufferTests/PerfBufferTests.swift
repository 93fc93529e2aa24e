import ELFLoader
import FixtureCompiler
import KernelOracle
import SwiftletBytes
import SwiftletKernel
import SwiftletObject
import Testing
@testable import SwiftletRing

/// A perf event array that a program writes to (perf_output.bpf.c), on each CPU.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct PerfBufferTests {
    /// What a reader finds out about the samples.
    struct Check {
        /// By CPU: the number that comes next, if none was lost.
        var next: [Int: UInt64] = [:]
        var count: UInt64 = 0
        var skipped: UInt64 = 0
        var bytes = 0
        var wrong: String?

        mutating func look(_ processor: Int, _ sample: RawSpan) {
            guard sample.byteCount >= 16 else {
                wrong = "a sample of \(sample.byteCount) bytes"
                return
            }
            let number = sample.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)
            let cpu = sample.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt32.self)
            let length = Int(sample.unsafeLoadUnaligned(fromByteOffset: 12, as: UInt32.self))
            // The kernel rounds up.
            if Int(cpu) != processor || sample.byteCount < length || sample.byteCount >= length + 8 {
                wrong = "sample \(number) of \(length) bytes from \(cpu): \(sample.byteCount) from \(processor)"
            }
            for offset in 16..<max(16, min(length, sample.byteCount)) {
                let byte = sample.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                if byte != UInt8(truncatingIfNeeded: number) { wrong = "sample \(number), byte \(offset)" }
            }
            let expected = next[processor] ?? 0
            if number < expected { wrong = "sample \(number) after \(expected)" }
            skipped += number &- expected
            next[processor] = number + 1
            count += 1
            bytes += length
        }
    }

    private func load(batch: UInt32) throws -> (LoadedObject, LoadedMap, LoadedProgram) {
        var spec = try ObjectSpec(
            parsing: ByteView(FixtureCompiler.compile("perf_output")), name: "perf_output")
        try spec.setVariable("batch", to: batch)
        let object = try spec.load()
        return (object, try object.maps["events"], try object.programs["write_samples"])
    }

    private func write(_ program: LoadedProgram, on processor: Int) throws {
        let run = try Kernel.programTestRun(
            program.descriptor.number, ProgramTestInput(processor: UInt32(processor)),
            name: program.name)
        try #require(run.result == 0, "line of perf_output.bpf.c")
    }

    private func sum(_ name: String, _ object: LoadedObject) throws -> UInt64 {
        let spec = try ObjectSpec(
            parsing: ByteView(FixtureCompiler.compile("perf_output")), name: "perf_output")
        let variable = try #require(spec.variables.first { $0.name == name })
        let value = try #require(try object.maps[variable.map].lookup(key: [0, 0, 0, 0]))
        return try (0..<64).reduce(0) { sum, cpu in
            sum + (try ByteView(value).load(UInt64.self, at: variable.offset + cpu * 8, .host))
        }
    }

    @Test func everySampleOfEveryProcessorManyTimesRound() throws {
        let (object, map, program) = try load(batch: 8)
        var buffer = try PerfBuffer(
            map: map.descriptor.number, entries: map.maxEntries, pages: 4, name: map.name)
        let processors = buffer.processors
        #expect(!processors.isEmpty)
        var check = Check()
        for turn in 0..<4000 where check.wrong == nil {
            // 8 samples of at most 1,024 bytes fit a ring of 16 KiB.
            for processor in processors { try write(program, on: processor) }
            if turn % 100 == 0 { #expect(try buffer.wait(timeoutMilliseconds: 1000)) }
            buffer.consume { check.look($0, $1) }
        }
        #expect(check.wrong == nil)
        #expect(buffer.faultyProcessor == nil)
        #expect(buffer.lost == 0 && check.skipped == 0)
        #expect(buffer.available == 0)
        #expect(check.count == UInt64(4000 * 8 * processors.count))
        #expect(try sum("written", object) == check.count)
        #expect(Set(check.next.keys) == Set(processors))
        #expect(check.bytes / processors.count > 100 * 4 * 4096)
    }

    @Test func whatIsLostIsCounted() throws {
        let (object, map, program) = try load(batch: 64)
        var buffer = try PerfBuffer(
            map: map.descriptor.number, entries: map.maxEntries, pages: 1, name: map.name)
        let processors = buffer.processors
        var check = Check()
        for _ in 0..<50 {
            for processor in processors { try write(program, on: processor) }
            buffer.consume { check.look($0, $1) }
        }
        // The kernel reports a loss with the next sample that it has room for.
        let refused = try sum("refused", object)
        let (written, lost) = (try sum("written", object), buffer.lost)
        #expect(check.wrong == nil)
        #expect(refused > 100)
        #expect(check.count == written)
        #expect(lost == check.skipped)
        #expect(processors.reduce(0) { $0 + buffer.lost(on: $1) } == lost)
        #expect(lost <= refused && lost > 0)
    }

    @Test func samplesOfHalfTheRingAreTakenBytewiseOrByNumber() throws {
        let (_, map, program) = try load(batch: 1)
        for (wakeUp, runs) in [(PerfBuffer.WakeUp.samples(5), 5), (.bytes(3000), 3), (.samples(1), 1)] {
            var buffer = try PerfBuffer(
                map: map.descriptor.number, entries: map.maxEntries, wakeUp: wakeUp, name: map.name)
            let processor = try #require(buffer.processors.first)
            if case .samples(let count) = wakeUp, count > 1 {
                for _ in 1..<count { try write(program, on: processor) }
                #expect(try !buffer.wait(timeoutMilliseconds: 0), "woken before \(count) samples")
                try write(program, on: processor)
            } else {
                var turns = 0
                while buffer.available < 3000, turns < 1000 {
                    try write(program, on: processor)
                    turns += 1
                    if runs == 1 { break }
                }
            }
            #expect(try buffer.wait(timeoutMilliseconds: 1000))
            #expect(buffer.consume(limit: 1) { _, _ in } == 1)
            #expect(buffer.consume { _, _ in } >= runs - 1)
        }
    }

    @Test func goneEventsAreTakenOutOfTheMap() throws {
        let (object, map, program) = try load(batch: 1)
        do {
            let buffer = try PerfBuffer(
                map: map.descriptor.number, entries: map.maxEntries, name: map.name)
            try write(program, on: try #require(buffer.processors.first))
        }
        try write(program, on: 0)
        #expect(try sum("written", object) == 1)
        #expect(try sum("refused", object) == 1)
    }

    @Test(arguments: [0, 3, -1, 1 << 40])
    func aWrongNumberOfPagesIsNamed(pages: Int) throws {
        let (_, map, _) = try load(batch: 1)
        let error = #expect(throws: KernelError.self) {
            _ = try PerfBuffer(
                map: map.descriptor.number, entries: map.maxEntries, pages: pages, name: map.name)
        }
        #expect("\(error!)" == "map 'events': a perf buffer of \(pages) pages, expected a power of two up to 262144")
    }

    @Test func aMapOfAnotherTypeIsRefused() throws {
        let (object, _, _) = try load(batch: 1)
        let map = try object.maps["scratch"]
        #expect(throws: KernelError.self) {
            _ = try PerfBuffer(map: map.descriptor.number, entries: 1, name: map.name)
        }
    }

    // MARK: The arithmetic

    @Test func headersThatTheKernelNeverWritesEndTheReading() {
        func header(_ type: UInt32, _ size: UInt64) -> UInt64 { UInt64(type) | size << 48 }
        var positions = PerfPositions(tail: .max - 15, size: 4096)
        #expect(positions.begin(head: 32))
        #expect(positions.next(header: header(9, 24), head: 32) == .init(type: 9, size: 24))
        // It wrapped at 2^64.
        #expect(positions.tail == 8)
        for size in [0, 4, 12, 32, 65528] as [UInt64] {
            #expect(positions.next(header: header(9, size), head: 32) == nil)
            #expect(positions.tail == 8)
        }
        #expect(positions.next(header: header(2, 24), head: 32) == .init(type: 2, size: 24))
        #expect(!positions.begin(head: 32 + 4097) && !positions.begin(head: 36) && !positions.begin(head: 24))
    }
}

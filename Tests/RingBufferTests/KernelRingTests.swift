import CommandRun
import ELFLoader
import FixtureCompiler
import Foundation
import KernelOracle
import SwiftletBytes
import SwiftletKernel
import SwiftletObject
import SwiftletRing
import Synchronization
import Testing

/// A ring that a program in the kernel writes: loader_ringbuf.bpf.c, records of random sizes that
/// carry their number, their length, and both again in their last bytes.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct KernelRingTests {
    /// Looks at each record; an issue is recorded for the first that is wrong.
    private struct Check {
        var expected: UInt64 = 0
        var bytes = 0
        var wrong: String?

        mutating func look(_ record: RawSpan) {
            guard wrong == nil else { return }
            guard record.byteCount >= 12 else {
                wrong = "record of \(record.byteCount) bytes after \(expected)"
                return
            }
            let number = record.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)
            let length = Int(record.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt32.self))
            let end = length - 1
            if number != expected || length != record.byteCount
                || (length > 12
                    && record.unsafeLoad(fromByteOffset: end, as: UInt8.self)
                        != UInt8(truncatingIfNeeded: number))
            {
                wrong =
                    "expected record \(expected), found \(number) of \(length) bytes in \(record.byteCount)"
            }
            expected += 1
            bytes += length
        }
    }

    private final class Writer: Sendable {
        let isEnough = Atomic<Bool>(false)
        let isDone = Atomic<Bool>(false)
        let failure = Mutex<String?>(nil)
    }

    private func counter(_ name: String, _ object: LoadedObject, _ spec: ObjectSpec) throws
        -> UInt64
    {
        let variable = try #require(spec.variables.first { $0.name == name })
        let value = try #require(try object.maps[variable.map].lookup(key: [0, 0, 0, 0]))
        return try ByteView(value).load(UInt64.self, at: variable.offset, .host)
    }

    private func load(batch: UInt32, size: UInt32) throws -> (LoadedObject, ObjectSpec) {
        var spec = try ObjectSpec(
            parsing: ByteView(FixtureCompiler.compile("loader_ringbuf")), name: "loader_ringbuf")
        try spec.resizeMap("ring", to: size)
        try spec.setVariable("batch", to: batch)
        return (try spec.load(), spec)
    }

    @Test func millionsOfRecordsInTurns() throws {
        let (object, spec) = try load(batch: 32, size: 65536)
        let ring = try object.maps["ring"]
        let program = try object.programs["write_records"]
        var reader = try ring.ringBuffer()
        var check = Check()
        let packet = [UInt8](repeating: 0, count: 64)
        var turns = 0
        while check.expected < 2_000_000 && check.wrong == nil && reader.fault == nil {
            // 3 runs of 32 records of at most 531 bytes, and as many thrown away, about fit.
            _ = try Kernel.programTestRun(
                program.descriptor.number, data: packet, count: 3, name: program.name)
            reader.consume { check.look($0) }
            turns += 1
        }
        #expect(check.wrong == nil)
        #expect(reader.fault == nil)
        #expect(try counter("written", object, spec) == check.expected)
        #expect(try counter("discarded", object, spec) > 100_000)
        #expect(reader.available == 0)
        let rounds = check.bytes / ring.maxEntries
        #expect(rounds > 1000)
        print(
            "ring: \(check.expected) records, \(check.bytes) bytes, \(rounds) times round the ring, "
                + "\(try counter("full", object, spec)) refused because it was full")
    }

    /// The map stays for as long as it is waited for, and no longer.
    @Test func aPollerKeepsItsMaps() throws {
        var identifier: UInt32 = 0
        func isThere() -> Bool { (try? Kernel.open(.map, id: identifier)) != nil }
        try {
            var poller = try RingBufferPoller()
            try {
                let ring = try load(batch: 1, size: 4096).0.maps["ring"]
                identifier = try ring.info().id
                try poller.add(ring, tag: 1)
            }()
            #expect(isThere())
            #expect(try poller.wait(timeoutMilliseconds: 0).isEmpty)
        }()
        // The kernel frees maps when it has time to.
        #expect(eventually { !isThere() })
    }

    @Test func writtenAndReadAtTheSameTime() throws {
        let (object, spec) = try load(batch: 16, size: 16384)
        let ring = try object.maps["ring"]
        let program = try object.programs["write_records"]
        var reader = try ring.ringBuffer()
        var poller = try RingBufferPoller()
        try poller.add(ring, tag: 7)

        let writer = Writer()
        var check = Check()
        var wakeUps = 0
        var timeouts = 0
        let thread = Thread {
            do {
                while !writer.isEnough.load(ordering: .relaxed) {
                    _ = try Kernel.programTestRun(
                        program.descriptor.number, data: [UInt8](repeating: 0, count: 64),
                        count: 10,
                        name: program.name)
                }
            } catch {
                writer.failure.withLock { $0 = "\(error)" }
            }
            writer.isDone.store(true, ordering: .releasing)
        }
        thread.start()
        while check.wrong == nil && reader.fault == nil {
            let wasDone = writer.isDone.load(ordering: .acquiring)
            // A wake-up that gets lost shows itself in the time that it takes.
            if try poller.wait(timeoutMilliseconds: wasDone ? 0 : 5000) == [7] {
                wakeUps += 1
            } else if !wasDone && !writer.isDone.load(ordering: .acquiring) {
                timeouts += 1
            }
            reader.consume { check.look($0) }
            if check.expected > 200_000 { writer.isEnough.store(true, ordering: .relaxed) }
            if wasDone { break }
        }
        writer.isEnough.store(true, ordering: .relaxed)
        #expect(eventually { writer.isDone.load(ordering: .acquiring) })
        #expect(timeouts == 0, "5 s without a wake-up while records were written")
        #expect(writer.failure.withLock { $0 } == nil)
        #expect(check.wrong == nil)
        #expect(reader.fault == nil)
        #expect(try counter("written", object, spec) == check.expected)
        #expect(check.expected > 200_000)
        #expect(wakeUps > 0)
        print(
            "ring, two threads: \(check.expected) records, \(wakeUps) wake-ups, "
                + "\(try counter("full", object, spec)) refused because it was full")
    }
}

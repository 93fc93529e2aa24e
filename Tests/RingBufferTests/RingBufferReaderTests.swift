import RandomBytes
import SwiftletRing
import Testing

/// The reader over memory that a test writes, without a kernel.
struct RingBufferReaderTests {
    private func bytes(_ span: RawSpan) -> [UInt8] {
        span.byteOffsets.map { span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
    }

    private func read(_ reader: inout RingBufferReader, limit: Int = .max) -> [[UInt8]] {
        var records: [[UInt8]] = []
        reader.consume(limit: limit) { records.append(bytes($0)) }
        return records
    }

    @Test func recordsComeInOrderAndTheSpaceIsGivenBack() throws {
        let ring = MemoryRing(size: 4096)
        var reader = try RingBufferReader(ring.mapping())
        #expect(read(&reader) == [])
        ring.write([1, 2, 3])
        ring.write([])
        ring.write([UInt8](repeating: 4, count: 100))
        #expect(reader.available == 16 + 8 + 112)
        #expect(read(&reader) == [[1, 2, 3], [], [UInt8](repeating: 4, count: 100)])
        #expect(ring.consumed == ring.produced)
        #expect(reader.available == 0)
        #expect(reader.highWaterMark == 136)
        #expect(reader.fault == nil)
    }

    @Test func busyHoldsUpTheRest() throws {
        let ring = MemoryRing(size: 4096)
        var reader = try RingBufferReader(ring.mapping())
        ring.write([1])
        let late = ring.reserve([2])
        ring.write([3])
        #expect(read(&reader) == [[1]])
        #expect(ring.consumed == 16)
        #expect(read(&reader) == [])
        ring.commit(late, length: 1)
        #expect(read(&reader) == [[2], [3]])
    }

    @Test func discardedRecordsAreSkippedAndTheirSpaceGivenBack() throws {
        let ring = MemoryRing(size: 4096)
        var reader = try RingBufferReader(ring.mapping())
        ring.commit(ring.reserve([9, 9]), length: 2, discard: true)
        ring.write([1])
        ring.commit(ring.reserve([9]), length: 1, discard: true)
        #expect(read(&reader) == [[1]])
        #expect(ring.consumed == ring.produced)
    }

    @Test(arguments: [0, 4096 - 8, UInt64.max - 4095, UInt64.max - 23] as [UInt64])
    func roundTheEndManyTimes(start: UInt64) throws {
        let ring = MemoryRing(size: 4096, start: start)
        var reader = try RingBufferReader(ring.mapping())
        var expected: [[UInt8]] = []
        var seen: [[UInt8]] = []
        var turns = 0
        for number in 0..<5000 {
            let record = (0..<(number * 7 % 1500)).map {
                UInt8(truncatingIfNeeded: $0 &* 31 &+ number)
            }
            ring.write(record)
            expected.append(record)
            seen += read(&reader)
            turns = Int((ring.produced &- start) / 4096)
        }
        #expect(seen.count == expected.count)
        #expect(seen == expected)
        #expect(turns > 500)
    }

    @Test func aLimitLeavesTheRest() throws {
        let ring = MemoryRing(size: 4096)
        var reader = try RingBufferReader(ring.mapping())
        for byte in 0..<5 { ring.write([UInt8(byte)]) }
        #expect(read(&reader, limit: 2) == [[0], [1]])
        #expect(ring.consumed == 32)
        #expect(read(&reader, limit: 0) == [])
        #expect(read(&reader) == [[2], [3], [4]])
    }

    @Test func aBodyThatThrowsHasConsumedItsRecord() throws {
        struct Stop: Error {}
        let ring = MemoryRing(size: 4096)
        var reader = try RingBufferReader(ring.mapping())
        for byte in 0..<3 { ring.write([UInt8(byte)]) }
        #expect(throws: Stop.self) { try reader.consume { (_) throws(Stop) in throw Stop() } }
        #expect(ring.consumed == 16)
        #expect(read(&reader) == [[1], [2]])
    }

    // MARK: What no kernel writes

    @Test(arguments: [9, 16, 4088, 4096, 0x3fff_ffff] as [UInt32])
    func aLengthThatIsNotThereStopsTheReading(length: UInt32) throws {
        let ring = MemoryRing(size: 4096)
        var reader = try RingBufferReader(ring.mapping())
        ring.write([1])
        ring.setHeader(at: ring.produced, length)
        ring.moveProducer(by: 16)
        #expect(read(&reader) == [[1]])
        #expect(
            reader.fault
                == .record(position: 16, length: Int(length), available: 16, size: 4096))
        // For good: whatever comes now, nothing is read.
        ring.write([2])
        #expect(read(&reader) == [])
        #expect(ring.consumed == 16)
    }

    @Test func aProducerThatJumpsStopsTheReading() throws {
        for jump in [4, 8192, UInt64.max, 1 << 40] as [UInt64] {
            let ring = MemoryRing(size: 4096)
            var reader = try RingBufferReader(ring.mapping())
            ring.moveProducer(by: jump)
            #expect(read(&reader) == [])
            #expect(reader.fault != nil, "\(jump)")
        }
    }

    @Test func randomBytesNeverTrap() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("ring of random bytes, seed \(seed)")
        var numbers = SplitMix64(state: seed)
        func random() -> UInt64 { numbers.next() }
        var faults = 0
        for _ in 0..<2000 {
            let ring = MemoryRing(size: 4096, start: random() & ~7)
            for offset in stride(from: 0, to: 4096, by: 8) {
                // Mostly lengths that might be.
                ring.setHeader(
                    at: UInt64(offset),
                    UInt32(truncatingIfNeeded: random() >> (random() % 3 * 24 + 16)))
            }
            ring.moveProducer(by: random() % 5000)
            var reader = try RingBufferReader(ring.mapping())
            var total = 0
            reader.consume { total += $0.byteCount }
            #expect(total <= 4096)
            if reader.fault != nil { faults += 1 }
        }
        #expect(faults > 0)
    }

    @Test func aPositionBetweenHeadersIsRefused() throws {
        let ring = MemoryRing(size: 4096, start: 12)
        #expect(throws: RingBufferError.position(found: 12)) {
            _ = try RingBufferReader(ring.mapping())
        }
    }

    @Test(arguments: [0, -1, 1, 4095, 4097, 12288, 1 << 33])
    func sizesThatNoRingHasAreRefused(size: Int) {
        #expect(throws: RingBufferError.size(found: size, pageSize: 4096)) {
            _ = try RingBufferReader(descriptor: -1, size: size)
        }
    }

    @Test func whatCannotBeMappedIsRefused() {
        #expect(throws: RingBufferError.mapping(descriptor: -1, offset: 0, count: 4096, errno: 9)) {
            _ = try RingBufferReader(descriptor: -1, size: 4096)
        }
    }
}

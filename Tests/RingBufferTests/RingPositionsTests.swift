import Testing

@testable import SwiftletRing

/// The arithmetic alone: every header that there could be, and positions anywhere in 64 bits.
struct RingPositionsTests {
    private func positions(
        consumer: UInt64 = 0, available: UInt64, size: Int = 4096
    ) -> RingPositions {
        RingPositions(consumer: consumer, producer: consumer &+ available, size: size)
    }

    @Test func aRecordTakesItsHeaderAndIsRoundedUpToEight() {
        for length in 0...64 {
            var positions = positions(available: 4096)
            #expect(positions.next(header: UInt32(length)) == .record(offset: 0, length: length))
            #expect(positions.consumer == UInt64((8 + length + 7) / 8 * 8))
        }
    }

    @Test func aBusyRecordStaysAndADiscardedOneIsPassedOver() {
        var positions = positions(available: 48)
        #expect(positions.next(header: RingPositions.busyBit | 8) == .busy)
        #expect(positions.consumer == 0)
        // BUSY counts for more than DISCARD: the length may still be anything.
        #expect(
            positions.next(header: RingPositions.busyBit | RingPositions.discardBit | 0x3fff_ffff)
                == .busy)
        #expect(positions.next(header: RingPositions.discardBit | 9) == .discard(length: 9))
        #expect(positions.consumer == 24)
        #expect(positions.next(header: 16) == .record(offset: 24, length: 16))
        #expect(positions.available == 0)
    }

    @Test func offsetsGoRoundAndPositionsWrapAt64Bits() {
        // 16 bytes before the end of the ring, and of the 64 bits.
        var positions = positions(consumer: .max - 15, available: 32)
        #expect(positions.offset == 4096 - 16)
        #expect(positions.next(header: 16) == .record(offset: 4096 - 16, length: 16))
        #expect(positions.consumer == 8)
        #expect(positions.offset == 8)
        #expect(positions.available == 8)
        #expect(positions.next(header: 0) == .record(offset: 8, length: 0))
        #expect(positions.available == 0)
    }

    @Test func aRecordMayFillTheRing() {
        var positions = positions(consumer: 8, available: 4096)
        #expect(positions.next(header: 4096 - 8) == .record(offset: 8, length: 4096 - 8))
        #expect(positions.offset == 8)
    }

    @Test(arguments: [0, 1, 7, 8, 16, 100, 4080, 4088, 4096] as [UInt64])
    func aLengthBeyondWhatIsAvailableIsMalformed(available: UInt64) {
        for length in [available, available + 1, 4096, 1 << 20, 0x3fff_ffff]
        where length + 8 > available {
            for discard in [0, RingPositions.discardBit] {
                var positions = positions(consumer: 64, available: available)
                let before = positions
                #expect(
                    positions.next(header: UInt32(length) | discard)
                        == .malformed(length: Int(length)))
                #expect(positions == before)
            }
        }
    }

    @Test func moreThanTheRingHoldsIsMalformed() {
        // The producer is behind the consumer, or far ahead: no kernel writes that.
        for available in [4104, 1 << 32, UInt64.max, UInt64.max - 7] {
            var positions = positions(consumer: 32, available: available)
            #expect(positions.next(header: 8) == .malformed(length: 8))
        }
    }

    @Test func everyHeaderMovesWithinWhatIsAvailable() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200_000 {
            let consumer = UInt64.random(in: 0 ... .max, using: &random) & ~7
            let available = UInt64.random(in: 0...8192, using: &random)
            var positions = positions(consumer: consumer, available: available)
            let header =
                Bool.random(using: &random)
                ? UInt32.random(in: 0 ... .max, using: &random)
                : UInt32.random(in: 0...8192, using: &random)
            let step = positions.next(header: header)
            let moved = positions.consumer &- consumer
            let isSound =
                switch step {
                case .busy, .malformed: moved == 0
                case .discard(let length), .record(_, let length):
                    moved <= available && available <= 4096 && moved >= UInt64(length) + 8
                        && moved.isMultiple(of: 8)
                }
            guard isSound else {
                Issue.record("header \(header) at \(consumer), \(available) available: \(step)")
                return
            }
        }
    }
}

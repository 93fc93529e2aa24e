/// The reader's position in the ring, and how record headers advance it: the arithmetic of the ring buffer,
/// separate from the memory.
///
/// Source: kernel/bpf/ringbuf.c; `ringbuf_process_ring` in libbpf's ringbuf.c.
@usableFromInline struct RingPositions: Equatable {
    /// The position of the next record's header; wraps at 2^64.
    @usableFromInline var consumer: UInt64
    /// The producer position when last read; wraps at 2^64.
    @usableFromInline var producer: UInt64
    /// The size of the ring minus one.
    @usableFromInline let mask: UInt64

    /// - Parameter size: A power of two.
    init(consumer: UInt64, producer: UInt64, size: Int) {
        self.consumer = consumer
        self.producer = producer
        mask = UInt64(size) - 1
    }

    /// The size of a record's header, in bytes.
    @inlinable static var headerSize: Int { 8 }
    /// BPF_RINGBUF_BUSY_BIT: reserved, not yet committed.
    @inlinable static var busyBit: UInt32 { 1 << 31 }
    /// BPF_RINGBUF_DISCARD_BIT: committed, but to be skipped.
    @inlinable static var discardBit: UInt32 { 1 << 30 }

    /// The number of bytes between the positions.
    @inlinable var available: UInt64 { producer &- consumer }
    /// The offset in the data of the next header.
    @inlinable var offset: Int { Int(truncatingIfNeeded: consumer & mask) }
}

extension RingPositions {
    /// How to handle a record.
    @usableFromInline enum Step: Equatable {
        /// The record isn't committed yet: retry later. The position doesn't change.
        case busy
        /// Skip the record's `length` bytes. The position has advanced past it.
        case discard(length: Int)
        /// Read the `length` bytes after the header at `offset` in the data. The position has advanced past
        /// the record.
        case record(offset: Int, length: Int)
        /// The positions or the length are invalid. The position doesn't change.
        case malformed(length: Int)
    }

    /// Handles the record at `offset`, whose first four bytes are `header`, and advances past it.
    @inlinable mutating func next(header: UInt32) -> Step {
        if header & Self.busyBit != 0 { return .busy }
        let length = Int(truncatingIfNeeded: header & ~(Self.busyBit | Self.discardBit))
        let total = UInt64(truncatingIfNeeded: (Self.headerSize &+ length &+ 7) & ~7)
        // At least 1 and at most the ring's size.
        guard available &- 1 <= mask, total <= available else { return .malformed(length: length) }
        let offset = offset
        consumer &+= total
        return header & Self.discardBit != 0
            ? .discard(length: length) : .record(offset: offset, length: length)
    }
}

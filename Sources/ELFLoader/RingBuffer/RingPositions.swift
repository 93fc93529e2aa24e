/// Where in the ring the reader stands, and what a record's header makes of that: the arithmetic of
/// the ring buffer, apart from the memory.
///
/// Source: kernel/bpf/ringbuf.c; `ringbuf_process_ring` in libbpf's ringbuf.c.
struct RingPositions: Equatable {
    /// The position of the next record's header; wraps at 2^64.
    private(set) var consumer: UInt64
    /// The producer position when it was last looked at; wraps at 2^64.
    var producer: UInt64
    /// The size of the ring less one.
    let mask: UInt64

    /// - Parameter size: A power of two.
    init(consumer: UInt64, producer: UInt64, size: Int) {
        self.consumer = consumer
        self.producer = producer
        mask = UInt64(size) - 1
    }

    /// The size of a record's header, in bytes.
    static var headerSize: Int { 8 }
    /// BPF_RINGBUF_BUSY_BIT: reserved, not yet committed.
    static var busyBit: UInt32 { 1 << 31 }
    /// BPF_RINGBUF_DISCARD_BIT: committed, but not to be read.
    static var discardBit: UInt32 { 1 << 30 }

    /// How many bytes lie between the positions.
    var available: UInt64 { producer &- consumer }
    /// Where in the data the next header is.
    var offset: Int { Int(consumer & mask) }
}

extension RingPositions {
    /// What to do about a record.
    enum Step: Equatable {
        /// It is not committed yet: come back later. The position stays.
        case busy
        /// Pass over its `length` bytes. The position has moved on.
        case discard(length: Int)
        /// Read the `length` bytes behind the header at `offset` in the data. The position has
        /// moved on.
        case record(offset: Int, length: Int)
        /// The positions or the length are nothing that the kernel writes. The position stays.
        case malformed(length: Int)
    }

    /// Decides about the record at `offset`, whose first four bytes are `header`, and moves past it.
    mutating func next(header: UInt32) -> Step {
        if header & Self.busyBit != 0 { return .busy }
        let length = Int(header & ~(Self.busyBit | Self.discardBit))
        let total = UInt64((Self.headerSize + length + 7) & ~7)
        guard available <= mask + 1, total <= available else { return .malformed(length: length) }
        let offset = offset
        consumer &+= total
        return header & Self.discardBit != 0
            ? .discard(length: length) : .record(offset: offset, length: length)
    }
}

/// The reader's position in a perf ring, and how record headers advance it: the arithmetic, separate from the
/// memory.
struct PerfPositions: Equatable {
    /// The position of the next record; wraps at 2^64.
    private(set) var tail: UInt64
    /// The ring's size in bytes, a power of two.
    let size: Int

    struct Record: Equatable {
        /// `enum perf_event_type`
        let type: UInt32
        /// In bytes, header included.
        let size: Int
    }

    /// PERF_RECORD_LOST
    static var lost: UInt32 { 2 }
    /// PERF_RECORD_SAMPLE
    static var sample: UInt32 { 9 }

    /// Converts a position to an offset in the data.
    func offset(of position: UInt64) -> Int { Int(position & UInt64(size - 1)) }

    /// Whether a header can start at the tail: it checks the positions.
    func begin(head: UInt64) -> Bool {
        let available = head &- tail
        return tail.isMultiple(of: 8) && available >= 8 && available <= UInt64(size)
    }

    /// Parses a record header and advances past the record; nil if the header is invalid.
    ///
    /// - Parameter header: The first 8 bytes of the record, in host byte order.
    mutating func next(header: UInt64, head: UInt64) -> Record? {
        #if _endian(little)
            let type = UInt32(truncatingIfNeeded: header)
            let length = Int(header >> 48)
        #else
            let type = UInt32(header >> 32)
            let length = Int(header & 0xffff)
        #endif
        guard length >= 8, length.isMultiple(of: 8), UInt64(length) <= head &- tail else { return nil }
        tail &+= UInt64(length)
        return Record(type: type, size: length)
    }
}

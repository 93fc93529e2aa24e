import SwiftletShims

extension RingBufferReader {
    /// Calls `body` with each committed record until none is left, and returns the number of records.
    ///
    /// The span points into the ring and is valid only during the call. Nothing is copied or allocated. Space
    /// is freed for programs in batches of at most a quarter of the ring, so that a slow `body` doesn't block
    /// all of it.
    ///
    /// If `body` throws, its record counts as consumed. After a throw, or when `limit` was reached, records
    /// may remain for which no wake-up comes: consume again before waiting.
    ///
    /// - Parameters:
    ///   - limit: The maximum number of records.
    ///   - end: Where to stop, an earlier `producerPosition`; nil for the current one.
    /// - Throws: The error from `body`.
    @discardableResult
    public mutating func consume<E: Error>(
        limit: Int = .max, upTo end: UInt64? = nil, _ body: (RawSpan) throws(E) -> Void
    ) throws(E) -> Int {
        var consumed = 0
        while consumed < limit && fault == nil {
            let start = positions.consumer
            try consumeBatch(limit: limit, upTo: end, &consumed, body)
            // Stop only if a check after publishing the position found no record.
            if positions.consumer == start { break }
        }
        return consumed
    }

    /// Consumes records up to the current producer position, a BUSY record, the limit or a quarter of the
    /// ring, then publishes the consumer position.
    private mutating func consumeBatch<E: Error>(
        limit: Int, upTo end: UInt64?, _ consumed: inout Int, _ body: (RawSpan) throws(E) -> Void
    ) throws(E) {
        let start = positions.consumer
        positions.producer = mapping.producerPosition
        highWaterMark = max(highWaterMark, Int(clamping: positions.available))
        if let end, end &- start <= positions.available { positions.producer = end }
        defer {
            if positions.consumer != start { mapping.publish(positions.consumer) }
        }

        let quarter = UInt64(size) / 4
        while consumed < limit && positions.available > 0 && positions.consumer &- start < quarter {
            switch positions.next(header: mapping.header(at: positions.offset)) {
            case .busy:
                return
            case .discard:
                continue
            case .record(let offset, let length):
                consumed += 1
                // SAFETY: RingPositions returns a record only if its header and data, `length` bytes from
                // offset + 8, are available, which is at most the ring's size; the data is mapped twice, and
                // `offset` is in the first copy. The kernel doesn't overwrite it until the consumer position
                // is published, after the body.
                try body(
                    unsafe RawSpan(
                        _unsafeStart: mapping.data + offset + RingPositions.headerSize,
                        byteCount: length))
            case .malformed(let length):
                fault = .record(
                    position: positions.consumer, length: length, available: positions.available,
                    size: size)
                return
            }
        }
    }
}

import SwiftletShims

extension RingBufferReader {
    /// Hands each committed record to `body`, until none is left, and returns how many there were.
    ///
    /// The span lies in the ring itself and is valid during the call only. Nothing is copied and
    /// nothing allocated. Space is given back to the programs in batches of at most a quarter of the
    /// ring, so that a slow `body` does not hold up all of it.
    ///
    /// If `body` throws, its record counts as consumed. After a throw or when `limit` was reached,
    /// records may be left for which no wake-up comes: consume again before waiting.
    ///
    /// - Parameters:
    ///   - limit: The most records to hand out.
    ///   - end: Where to stop, a `producerPosition` of before; nil for where the programs are now.
    /// - Throws: What `body` throws.
    @discardableResult
    public mutating func consume<E: Error>(
        limit: Int = .max, upTo end: UInt64? = nil, _ body: (RawSpan) throws(E) -> Void
    ) throws(E) -> Int {
        var consumed = 0
        while consumed < limit && fault == nil {
            let start = positions.consumer
            try consumeBatch(limit: limit, upTo: end, &consumed, body)
            // Only a look that found nothing, after the position was published, ends the reading.
            if positions.consumer == start { break }
        }
        return consumed
    }

    /// Hands out records up to the producer position as it is now, a BUSY record, the limit or a
    /// quarter of the ring, then publishes the consumer position.
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
                // SAFETY: RingPositions hands out a record only if its header and data, `length`
                // bytes from offset + 8, are available, which is no more than the ring's size; the
                // data is mapped twice, and `offset` lies in the first. The kernel leaves it alone
                // until the consumer position is published, after the body.
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

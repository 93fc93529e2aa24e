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
    // Inlinable, so that the caller's module has a loop with `body` in it: about twenty instructions per record. What
    // happens once per batch is called.
    @inlinable @discardableResult
    public mutating func consume<E: Error>(
        limit: Int = .max, upTo end: UInt64? = nil, _ body: (RawSpan) throws(E) -> Void
    ) throws(E) -> Int {
        var consumed = 0
        while consumed < limit && fault == nil {
            let start = beginBatch(upTo: end)
            try consumeBatch(from: start, limit: limit, &consumed, body)
            // Stop only if a check after publishing the position found no record.
            if positions.consumer == start { break }
        }
        return consumed
    }

    /// Consumes records up to the current producer position, a BUSY record, the limit or a quarter of the
    /// ring, then publishes the consumer position.
    @inlinable mutating func consumeBatch<E: Error>(
        from start: UInt64, limit: Int, _ consumed: inout Int, _ body: (RawSpan) throws(E) -> Void
    ) throws(E) {
        // A copy, which stays in registers whatever `body` does.
        var positions = positions
        // SAFETY: the data stays mapped as long as the reader.
        let data = unsafe mapping.data
        // The first byte at which no record of this batch begins, counted from its start.
        let bound = min(positions.available, mapping.quarter)
        defer { endBatch(from: start, at: positions) }
        while consumed < limit && positions.consumer &- start < bound {
            // SAFETY: RingPositions masks the offset to the ring's size; positions start as multiples of 8 (checked by
            // the reader) and advance by multiples of 8.
            switch positions.next(header: unsafe RingBufferMapping.header(data + positions.offset)) {
            case .busy:
                return
            case .discard:
                continue
            case .record(let offset, let length):
                consumed &+= 1
                // SAFETY: RingPositions returns a record only if its header and data, `length` bytes from
                // offset + 8, are available, which is at most the ring's size; the data is mapped twice, and
                // `offset` is in the first copy. The kernel doesn't overwrite it until the consumer position
                // is published, after the body.
                try body(
                    unsafe RawSpan(
                        _unsafeStart: data + offset + RingPositions.headerSize, byteCount: length))
            case .malformed(let length):
                stop(at: positions, length: length)
                return
            }
        }
    }

    /// Reads the producer position (load-acquire).
    ///
    /// - Returns: Where the batch starts: the consumer position.
    @usableFromInline mutating func beginBatch(upTo end: UInt64?) -> UInt64 {
        let start = positions.consumer
        positions.producer = mapping.producerPosition
        highWaterMark = max(highWaterMark, Int(clamping: positions.available))
        if let end, end &- start <= positions.available { positions.producer = end }
        return start
    }

    /// Publishes the consumer position (store-release, then a full fence), if it has changed.
    @usableFromInline mutating func endBatch(from start: UInt64, at positions: RingPositions) {
        self.positions = positions
        if positions.consumer != start { mapping.publish(positions.consumer) }
    }

    @usableFromInline mutating func stop(at positions: RingPositions, length: Int) {
        fault = .record(
            position: positions.consumer, length: length, available: positions.available, size: size)
    }
}

extension [UInt8] {
    /// The lowest `count` bytes of an integer. Bytes beyond its eight are 0.
    package init(_ value: UInt64, count: Int, _ order: ByteOrder) {
        self = (0..<count).map { index in
            let place = order == .little ? index : count - 1 - index
            return place < 8 ? UInt8(truncatingIfNeeded: value >> UInt64(8 * place)) : 0
        }
    }

    /// The bytes of an integer.
    package init<T: FixedWidthInteger>(_ value: T, _ order: ByteOrder) {
        self = []
        append(value, order)
    }

    /// Appends the bytes of an integer.
    package mutating func append<T: FixedWidthInteger>(_ value: T, _ order: ByteOrder) {
        let size = MemoryLayout<T>.size
        for index in 0..<size {
            let place = order == .little ? index : size - 1 - index
            append(UInt8(truncatingIfNeeded: value >> (8 * place)))
        }
    }

    /// Appends the bytes of words, in the host's order. An object has thousands, and the generic `append` above is not
    /// specialised for them in another module.
    package mutating func append(_ words: [UInt32]) {
        unsafe words.withUnsafeBytes { bytes in
            // SAFETY: the buffer is the array's, which lives until the closure returns.
            unsafe append(contentsOf: bytes)
        }
    }

    /// Overwrites the bytes at an offset with those of an integer.
    ///
    /// - Throws: `BytesError.outOfBounds` if the integer does not fit.
    package mutating func store<T: FixedWidthInteger>(
        _ value: T, at offset: Int, _ order: ByteOrder
    ) throws(BytesError) {
        let size = MemoryLayout<T>.size
        guard offset >= 0, offset <= count, size <= count - offset else {
            throw .outOfBounds(offset: offset, count: size, available: count)
        }
        replaceSubrange(offset..<offset + size, with: [UInt8](value, order))
    }
}

extension Span<UInt8> {
    /// The first position of a byte before `limit`, or `limit` if the byte doesn't occur. Examines eight bytes at
    /// a time.
    package func firstIndex(of byte: UInt8, from start: Int, limit: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let pattern = ones &* UInt64(byte)
        // SAFETY: bytes have no padding.
        let raw = unsafe bytes
        var index = start
        while index < limit, count - index >= 8 {
            // SAFETY: the loop condition leaves eight bytes at index, and any bits are a valid UInt64.
            let word =
                UInt64(
                    littleEndian: unsafe raw.unsafeLoadUnaligned(
                        fromUncheckedByteOffset: index, as: UInt64.self)) ^ pattern
            // The lowest mark is right: a subtraction borrows only out of a byte that is 0.
            let marks = (word &- ones) & ~word & (ones << 7)
            if marks != 0 { return Swift.min(index + marks.trailingZeroBitCount / 8, limit) }
            index += 8
        }
        while index < limit, self[index] != byte { index += 1 }
        return Swift.min(index, limit)
    }
}

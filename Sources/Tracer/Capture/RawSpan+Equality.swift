extension RawSpan {
    /// Whether all bytes are the same; compares eight at a time.
    package func equals(_ other: RawSpan) -> Bool {
        let count = byteCount
        guard count == other.byteCount else { return false }
        guard count >= 8 else {
            for index in 0..<count {
                // SAFETY: the index is below the count of both.
                if unsafe unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)
                    != other.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)
                {
                    return false
                }
            }
            return true
        }
        var index = 0
        while true {
            // SAFETY: eight bytes remain at index in both, and any bits are valid integers.
            if unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
                != other.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
            {
                return false
            }
            if index == count &- 8 { return true }
            // The last eight may overlap those before.
            index = Swift.min(index &+ 8, count &- 8)
        }
    }
}

extension RawSpan {
    /// The text of a fixed-size field of `count` bytes (`char comm[16]`).
    ///
    /// The text ends at the first NUL, or at the end of the field if there is no NUL. Bytes that are
    /// not UTF-8 become U+FFFD.
    ///
    /// - Throws: `BytesError.outOfBounds` if part of the field is outside the span.
    public func text(at offset: Int, count: Int) throws(BytesError) -> String {
        guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
            throw .outOfBounds(offset: offset, count: count, available: byteCount)
        }
        return unsafe withUnsafeBytes { buffer in
            // SAFETY: the guard above established that the field is in the span.
            unsafe String(
                decoding: buffer[offset..<offset + count].prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

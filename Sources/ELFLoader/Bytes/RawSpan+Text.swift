extension RawSpan {
    /// The text of a field of `count` bytes (`char comm[16]`): up to the first NUL, or all of it if there
    /// is none. Bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Throws: `BytesError.outOfBounds` if the field is not wholly inside the span.
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

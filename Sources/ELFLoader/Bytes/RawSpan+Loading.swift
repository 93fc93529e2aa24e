extension RawSpan {
    /// An integer at any alignment, in the given byte order.
    ///
    /// - Throws: `BytesError.outOfBounds` if part of it is outside the span.
    @inlinable
    public func load<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, at offset: Int, _ order: ByteOrder
    ) throws(BytesError) -> T {
        let size = MemoryLayout<T>.size
        guard offset >= 0, offset <= byteCount, size <= byteCount - offset else {
            throw .outOfBounds(offset: offset, count: size, available: byteCount)
        }
        // SAFETY: the guard above established that `size` bytes at `offset` are in the span.
        let raw = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self)
        return order == .little ? T(littleEndian: raw) : T(bigEndian: raw)
    }
}

extension ByteView {
    /// A 32-bit word, as most fields are. Not generic, since the generic `load` below is not specialised in other
    /// modules and takes ten times as long.
    ///
    /// - Throws: as `load(_:at:_:)`.
    package func load(
        _ type: UInt32.Type, at offset: Int, _ order: ByteOrder
    ) throws(BytesError) -> UInt32 {
        try check(offset: offset, count: 4)
        // SAFETY: the check above established that 4 bytes at `offset` are in the view.
        let raw = unsafe span.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self)
        return order == .little ? UInt32(littleEndian: raw) : UInt32(bigEndian: raw)
    }

    /// A 64-bit word.
    ///
    /// - Throws: as `load(_:at:_:)`.
    package func load(
        _ type: UInt64.Type, at offset: Int, _ order: ByteOrder
    ) throws(BytesError) -> UInt64 {
        try check(offset: offset, count: 8)
        // SAFETY: the check above established that 8 bytes at `offset` are in the view.
        let raw = unsafe span.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
        return order == .little ? UInt64(littleEndian: raw) : UInt64(bigEndian: raw)
    }

    /// An integer at any alignment, in the given byte order.
    ///
    /// - Throws: `BytesError.outOfBounds` if part of it is outside the view.
    @inlinable
    package func load<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, at offset: Int, _ order: ByteOrder
    ) throws(BytesError) -> T {
        try span.load(type, at: offset, order)
    }

    /// The NUL-terminated string that begins at `offset`; bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Throws: `BytesError.outOfBounds` if `offset` is not in the view,
    ///   `BytesError.unterminatedString` if no NUL follows.
    package func string(at offset: Int) throws(BytesError) -> String {
        let length = try stringLength(at: offset)
        return unsafe span.withUnsafeBytes { buffer in
            // SAFETY: stringLength found `length` bytes from `offset` in the view.
            unsafe String(decoding: buffer[offset..<offset + length], as: UTF8.self)
        }
    }

    /// The length in bytes of the NUL-terminated string at `offset`, without the NUL.
    ///
    /// - Throws: The same errors as `string(at:)`.
    package func stringLength(at offset: Int) throws(BytesError) -> Int {
        try check(offset: offset, count: 1)
        let span = self.span
        var end = offset
        while end < count {
            // SAFETY: end < count, the loop's condition.
            if unsafe span.unsafeLoad(fromUncheckedByteOffset: end, as: UInt8.self) == 0 {
                return end - offset
            }
            end += 1
        }
        throw .unterminatedString(offset: offset)
    }

    /// Whether the NUL-terminated string at `offset` is `text`, compared byte by byte.
    ///
    /// Returns false if there is no such string.
    package func string(at offset: Int, is text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard let found = try? stringLength(at: offset), found == length else { return false }
        let span = self.span
        for i in 0..<length {
            // SAFETY: i < length, and both the text and the string are `length` bytes long.
            let expected = unsafe text.utf8Start[i]
            guard unsafe span.unsafeLoad(fromUncheckedByteOffset: offset + i, as: UInt8.self) == expected
            else { return false }
        }
        return true
    }
}

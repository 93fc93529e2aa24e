// Bytes: bounds-checked reads of untrusted bytes.
//
//     ByteRegion   ┌──────────────────────────────────────────────┐   owns the memory
//     ByteView              └───────────────┘                         a bounded piece of it
//                           0 ──── offset ──▶ count
//
// Everything that the loader parses (an ELF file, a section, the kernel's BTF) is a `ByteView`, and
// every read goes through the checks in this folder. No other part of the loader loads raw memory: an
// offset read from a file may have any value, and at worst the read throws.
// ELF/ and BTF/ parse the views.

/// A bounded piece of a `ByteRegion`.
package struct ByteView: Sendable {
    @usableFromInline let region: ByteRegion
    /// The view's offset in its region, in bytes.
    @usableFromInline let start: Int
    /// The view's size in bytes.
    package let count: Int

    @usableFromInline init(region: ByteRegion, start: Int, count: Int) {
        self.region = region
        self.start = start
        self.count = count
    }

    /// The entire `region`.
    package init(_ region: ByteRegion) {
        self.init(region: region, start: 0, count: region.count)
    }

    /// A copy of `bytes`.
    package init(_ bytes: [UInt8]) {
        self.init(ByteRegion(bytes))
    }

    /// Whether the view has no bytes.
    package var isEmpty: Bool { count == 0 }

    /// The bytes as a span, for loops that do many reads.
    @inlinable package var span: RawSpan {
        @_lifetime(borrow self)
        get {
            // SAFETY: start + count <= region.count by construction (`slice`, `init(_:)`), and the
            // region lives at least as long as `self`, which the span borrows.
            let span = unsafe RawSpan(_unsafeStart: region.base + start, byteCount: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The `count` bytes that start at `offset`.
    ///
    /// - Throws: `BytesError.outOfBounds` if part of them is outside the view.
    package func slice(at offset: Int, count: Int) throws(BytesError) -> ByteView {
        try check(offset: offset, count: count)
        return ByteView(region: region, start: start + offset, count: count)
    }

    /// The bytes copied into an array.
    package var bytes: [UInt8] {
        unsafe span.withUnsafeBytes { unsafe [UInt8]($0) }
    }

    @inlinable func check(offset: Int, count: Int) throws(BytesError) {
        guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
            throw .outOfBounds(offset: offset, count: count, available: self.count)
        }
    }
}

/// Owns immutable memory and frees it when the last reference is gone.
///
/// Views (`ByteView`) share the region. It owns either its own copy of an array or adopted memory (a
/// mapped file, for example) together with a function that releases it.
@usableFromInline @safe package final class ByteRegion: Sendable {
    // SAFETY: nothing writes to the memory after init; only deinit frees it, when no view is left.
    @usableFromInline nonisolated(unsafe) let base: UnsafeRawPointer
    package let count: Int
    private let release: @Sendable (UnsafeRawPointer, Int) -> Void

    /// Takes over `count` bytes at `base`.
    ///
    /// - Parameters:
    ///   - base: Readable for `count` bytes and unchanged until `release` is called.
    ///   - release: Called once with `base` and `count`, when the last view is gone.
    @unsafe package init(
        adopting base: UnsafeRawPointer, count: Int,
        release: @escaping @Sendable (UnsafeRawPointer, Int) -> Void
    ) {
        unsafe self.base = base
        self.count = count
        unsafe self.release = release
    }

    /// Copies `bytes`.
    package init(_ bytes: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(bytes.count, 1), alignment: 8)
        unsafe bytes.withUnsafeBytes { source in
            // SAFETY: `copy` has room for bytes.count bytes, allocated just above.
            unsafe copy.copyMemory(from: source)
        }
        // SAFETY: an allocation always has a base address.
        unsafe self.base = UnsafeRawPointer(copy.baseAddress.unsafelyUnwrapped)
        self.count = bytes.count
        unsafe self.release = { base, _ in
            unsafe UnsafeMutableRawPointer(mutating: base).deallocate()
        }
    }

    deinit {
        unsafe release(base, count)
    }
}

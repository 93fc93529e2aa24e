import SwiftletShims

/// Owns a mapping of memory shared with the kernel, and unmaps it.
@usableFromInline @safe package struct SharedMapping: ~Copyable {
    /// The start of the mapping, aligned to a page.
    @usableFromInline let base: UnsafeMutableRawPointer
    /// Its length in bytes.
    @usableFromInline let count: Int

    /// Maps `count` bytes at `offset` of `descriptor`, which may be closed afterwards.
    ///
    /// - Throws: `RingBufferError.mapping`.
    init(
        descriptor: Int32, offset: Int, count: Int, writable: Bool
    ) throws(RingBufferError) {
        var address: UnsafeMutableRawPointer?
        // SAFETY: the call writes to `address` only, and only if it succeeds.
        let result = unsafe swiftlet_map_shared(
            descriptor, UInt64(offset), count, writable ? 1 : 0, &address)
        guard result == 0, let mapped = unsafe address else {
            throw .mapping(descriptor: descriptor, offset: offset, count: count, errno: -result)
        }
        unsafe base = mapped
        self.count = count
    }

    /// Adopts a mapping.
    ///
    /// - Parameters:
    ///   - base: Mapped for `count` bytes, page-aligned, and not unmapped by anything else.
    @unsafe package init(adopting base: UnsafeMutableRawPointer, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    // Visible to other modules, which destroy the value themselves in Embedded Swift.
    @inlinable deinit {
        // SAFETY: this object is the only owner of the mapping, and nothing refers to it any more.
        unsafe Self.unmap(base, count)
    }

    @usableFromInline static func unmap(_ base: UnsafeMutableRawPointer, _ count: Int) {
        // SAFETY: see deinit.
        _ = unsafe swiftlet_unmap(base, count)
    }
}

import SwiftletShims

/// Owns a mapping of memory that is shared with the kernel, and unmaps it.
@safe package struct SharedMapping: ~Copyable {
    /// Where the mapping begins, aligned to a page.
    let base: UnsafeMutableRawPointer
    /// Its length in bytes.
    let count: Int

    /// Maps `count` bytes from `offset` of `descriptor`, which may be closed after this.
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

    /// Takes over a mapping.
    ///
    /// - Parameters:
    ///   - base: Mapped for `count` bytes, aligned to a page, and unmapped by nobody else.
    @unsafe package init(adopting base: UnsafeMutableRawPointer, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    deinit {
        // SAFETY: this object is the only owner of the mapping, and nothing refers to it any more.
        _ = unsafe swiftlet_unmap(base, count)
    }
}

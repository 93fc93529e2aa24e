public import SwiftletKernel
internal import SwiftletShims

/// Waits until one of several fds is readable: ring buffers, signalfds, timerfds (epoll).
///
/// A ring buffer is readable while it holds any record, including an uncommitted one.
public struct RingBufferPoller: ~Copyable {
    /// The epoll fd, which is readable while any of the added fds is.
    public let descriptor: Descriptor
    /// Duplicated fds, which keep maps open while the poller waits for them.
    @usableFromInline var kept: [Int32] = []

    /// - Throws: `RingBufferError.polling`.
    public init() throws(RingBufferError) {
        let number = swiftlet_epoll_create()
        guard number >= 0 else { throw .polling("create", descriptor: -1, errno: -number) }
        descriptor = Descriptor(adopting: number)
    }

    // Visible to other modules, which destroy the value themselves in Embedded Swift.
    @inlinable deinit {
        Self.close(kept)
    }

    @usableFromInline static func close(_ kept: [Int32]) {
        for number in kept { _ = swiftlet_close(number) }
    }

    /// Adds a duplicate of an fd, which the poller keeps open.
    ///
    /// - Parameter original: Only used during the call.
    /// - Throws: `RingBufferError.polling`.
    package mutating func add(
        keeping original: Int32, tag: UInt64, onWakeUp: Bool
    ) throws(RingBufferError) {
        let copy = swiftlet_duplicate(original)
        guard copy >= 0 else {
            throw .polling("add", descriptor: original, errno: Int32(truncatingIfNeeded: -copy))
        }
        let number = Int32(truncatingIfNeeded: copy)
        kept.append(number)
        try add(descriptor: number, tag: tag, onWakeUp: onWakeUp)
    }

    /// Adds an fd of the caller (a signalfd, a timerfd). For maps, use `add(_:tag:onWakeUp:)`, which keeps
    /// them open.
    ///
    /// - Parameters:
    ///   - added: The poller waits for it until it is closed.
    ///   - tag: Identifies the fd in the result of `wait`.
    ///   - onWakeUp: Reports the fd only on new events (EPOLLET), not whenever it is readable. For a ring
    ///     buffer, that is when a program wakes its consumer.
    /// - Throws: `RingBufferError.polling`.
    public mutating func add(
        _ added: borrowing Descriptor, tag: UInt64 = 0, onWakeUp: Bool = false
    ) throws(RingBufferError) {
        try add(descriptor: added.number, tag: tag, onWakeUp: onWakeUp)
    }

    package mutating func add(
        descriptor added: Int32, tag: UInt64, onWakeUp: Bool = false
    ) throws(RingBufferError) {
        let result = swiftlet_epoll_add(descriptor.number, added, tag, onWakeUp ? 1 : 0)
        guard result == 0 else { throw .polling("add", descriptor: added, errno: -result) }
    }

    /// Removes an fd.
    ///
    /// - Throws: `RingBufferError.polling`.
    package mutating func remove(descriptor removed: Int32) throws(RingBufferError) {
        let result = swiftlet_epoll_remove(descriptor.number, removed)
        guard result == 0 else { throw .polling("remove", descriptor: removed, errno: -result) }
    }

    /// Returns the tags of readable fds, at most 16; further ones are returned by the next call.
    ///
    /// Returns an empty array after the timeout, or earlier on a signal.
    ///
    /// - Parameter timeoutMilliseconds: 0 doesn't wait, -1 waits without a timeout.
    /// - Throws: `RingBufferError.polling`.
    public mutating func wait(timeoutMilliseconds: Int32) throws(RingBufferError) -> [UInt64] {
        var result: Int32 = 0
        let tags = unsafe [UInt64](
            unsafeUninitializedCapacity: Int(SWIFTLET_EPOLL_CAPACITY)
        ) { buffer, count in
            // SAFETY: the buffer has room for the maximum that the call writes; the call returns the count.
            result = unsafe swiftlet_epoll_wait(
                descriptor.number, timeoutMilliseconds, buffer.baseAddress)
            count = Int(max(0, result))
        }
        guard result >= 0 || result == -EINTR else {
            throw .polling("wait", descriptor: descriptor.number, errno: -result)
        }
        return tags
    }
}

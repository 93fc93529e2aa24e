public import SwiftletKernel
internal import SwiftletShims

/// Waits until one of several descriptors is readable: rings, signals, timers (epoll).
///
/// A ring is readable while it holds anything, a record that is not yet committed included.
public struct RingBufferPoller: ~Copyable {
    /// The poller's own (epoll), which is readable while any of the others is.
    public let descriptor: Descriptor
    /// Descriptors of the poller's own, of what is to stay while it is waited for.
    private var kept: [Int32] = []

    /// - Throws: `RingBufferError.polling`.
    public init() throws(RingBufferError) {
        let number = swiftlet_epoll_create()
        guard number >= 0 else { throw .polling(.create, descriptor: -1, errno: -number) }
        descriptor = Descriptor(adopting: number)
    }

    deinit {
        for number in kept { _ = swiftlet_close(number) }
    }

    /// Waits for what a descriptor stands for, too, which stays for as long as the poller does.
    ///
    /// - Parameter original: Only needed during the call.
    /// - Throws: `RingBufferError.polling`.
    package mutating func add(
        keeping original: Int32, tag: UInt64, onWakeUp: Bool
    ) throws(RingBufferError) {
        let copy = swiftlet_duplicate(original)
        guard copy >= 0 else {
            throw .polling(.add, descriptor: original, errno: Int32(truncatingIfNeeded: -copy))
        }
        let number = Int32(truncatingIfNeeded: copy)
        kept.append(number)
        try add(descriptor: number, tag: tag, onWakeUp: onWakeUp)
    }

    /// Waits for a descriptor of the caller's own (a signalfd, a timer), too, and calls it `tag`. For maps
    /// there is `add(_:tag:onWakeUp:)`, which keeps them.
    ///
    /// - Parameters:
    ///   - added: It is waited for until it is closed.
    ///   - onWakeUp: Only when something has come since the last time (EPOLLET), and not for as long
    ///     as there is anything; of a ring, when a program wakes its consumer.
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
        guard result == 0 else { throw .polling(.add, descriptor: added, errno: -result) }
    }

    /// Waits for `removed` no longer.
    ///
    /// - Throws: `RingBufferError.polling`.
    package mutating func remove(descriptor removed: Int32) throws(RingBufferError) {
        let result = swiftlet_epoll_remove(descriptor.number, removed)
        guard result == 0 else { throw .polling(.remove, descriptor: removed, errno: -result) }
    }

    /// The tags of those that are readable, 16 at most; the others come with the next call.
    ///
    /// None after the timeout, or earlier if a signal came.
    ///
    /// - Parameter timeoutMilliseconds: 0 does not wait, -1 waits for as long as it takes.
    /// - Throws: `RingBufferError.polling`.
    public mutating func wait(timeoutMilliseconds: Int32) throws(RingBufferError) -> [UInt64] {
        var result: Int32 = 0
        let tags = unsafe [UInt64](
            unsafeUninitializedCapacity: Int(SWIFTLET_EPOLL_CAPACITY)
        ) { buffer, count in
            // SAFETY: the buffer has room for as many as the call writes at most, and it returns
            // how many it wrote.
            result = unsafe swiftlet_epoll_wait(
                descriptor.number, timeoutMilliseconds, buffer.baseAddress)
            count = Int(max(0, result))
        }
        guard result >= 0 || result == -EINTR else {
            throw .polling(.wait, descriptor: descriptor.number, errno: -result)
        }
        return tags
    }
}

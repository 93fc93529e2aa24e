public import SwiftletKernel
internal import SwiftletObject
public import SwiftletRing

extension LoadedMap {
    /// A reader of the ring buffer that the map is; there is to be one at a time.
    ///
    /// The reader does not need the map to stay.
    ///
    /// - Throws: `RingBufferError`; `.mapping` with EINVAL or ENODEV if the map is none.
    public func ringBuffer() throws(RingBufferError) -> RingBufferReader {
        try RingBufferReader(descriptor: descriptor.number, size: maxEntries)
    }

    /// A reader of the perf event array that the map is: a ring for each CPU.
    ///
    /// - Parameters:
    ///   - pages: Pages of data for each CPU, a power of two.
    ///   - wakeUp: When a waiting reader is woken.
    /// - Throws: as `PerfBuffer.init`.
    public func perfBuffer(
        pages: Int = 8, wakeUp: PerfBuffer.WakeUp = .samples(1)
    ) throws(KernelError) -> PerfBuffer {
        try PerfBuffer(
            map: descriptor.number, entries: maxEntries, pages: pages, wakeUp: wakeUp, name: name)
    }
}

extension RingBufferPoller {
    /// Waits for records of a ring buffer, too, and calls it `tag`.
    ///
    /// - Parameters:
    ///   - map: The kernel keeps it for as long as the poller is there.
    ///   - tag: What `wait` calls it.
    ///   - onWakeUp: Only when a program wakes its consumer, and not for as long as there is anything.
    /// - Throws: `RingBufferError.polling`.
    public mutating func add(
        _ map: LoadedMap, tag: UInt64 = 0, onWakeUp: Bool = false
    ) throws(RingBufferError) {
        try add(keeping: map.descriptor.number, tag: tag, onWakeUp: onWakeUp)
    }
}

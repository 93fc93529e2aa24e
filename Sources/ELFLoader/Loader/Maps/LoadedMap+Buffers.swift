public import SwiftletKernel
internal import SwiftletObject
public import SwiftletRing

extension LoadedMap {
    /// Returns a reader of this ring buffer. Use only one reader at a time.
    ///
    /// The reader stays valid after the map is released.
    ///
    /// - Throws: `RingBufferError`; `.mapping` with EINVAL or ENODEV if the map is not a ring buffer.
    public func ringBuffer() throws(RingBufferError) -> RingBufferReader {
        try RingBufferReader(descriptor: descriptor.number, size: maxEntries)
    }

    /// Returns a reader of this perf event array, with one ring per CPU.
    ///
    /// - Parameters:
    ///   - pages: Data pages per CPU, a power of two.
    ///   - wakeUp: When the kernel wakes a waiting reader.
    /// - Throws: as `PerfBuffer.init`.
    public func perfBuffer(
        pages: Int = 8, wakeUp: PerfBuffer.WakeUp = .samples(1)
    ) throws(KernelError) -> PerfBuffer {
        try PerfBuffer(
            map: descriptor.number, entries: maxEntries, pages: pages, wakeUp: wakeUp, name: name)
    }
}

extension RingBufferPoller {
    /// Adds a ring buffer to the poller.
    ///
    /// - Parameters:
    ///   - map: The poller holds a reference to the map until the poller is released.
    ///   - tag: Identifies the ring buffer in the result of `wait`.
    ///   - onWakeUp: Reports the ring buffer only when a program wakes its consumer (edge-triggered), not
    ///     whenever it has data.
    /// - Throws: `RingBufferError.polling`.
    public mutating func add(
        _ map: LoadedMap, tag: UInt64 = 0, onWakeUp: Bool = false
    ) throws(RingBufferError) {
        try add(keeping: map.descriptor.number, tag: tag, onWakeUp: onWakeUp)
    }
}

package import SwiftletKernel
import SwiftletShims

/// Reads the samples that programs write to a perf event array (BPF_MAP_TYPE_PERF_EVENT_ARRAY,
/// bpf_perf_event_output): one ring per CPU, and a single wait for all of them.
///
///     var buffer = try object.maps["events"].perfBuffer()
///     while try buffer.wait(timeoutMilliseconds: 100) {
///         buffer.consume { processor, sample in … }
///     }
///     print("lost: \(buffer.lost)")
///
/// Samples of one CPU arrive in order; the order between CPUs is undefined.
public struct PerfBuffer: ~Copyable {
    /// When the kernel wakes a waiting reader.
    public enum WakeUp: Sendable, Equatable {
        /// After this many samples on a CPU; 1 wakes the reader for each.
        case samples(UInt32)
        /// When this many bytes are in a CPU's ring.
        case bytes(UInt32)
    }

    private let rings: [PerfRing]
    /// Its fd is readable while a ring has data, so that another poller can wait for it too.
    package private(set) var poller: RingBufferPoller
    /// Holds a record that wraps around the end of its ring.
    private var scratch: [UInt8] = []

    /// Opens an event on each online CPU, maps its ring and puts it into the map.
    ///
    /// - Parameters:
    ///   - map: The map's fd; borrowed.
    ///   - entries: The map's `max_entries`. CPUs beyond it get no ring.
    ///   - pages: Data pages per CPU, a power of two.
    ///   - name: The map's name, for messages.
    /// - Throws: `KernelError.unfit` if the number of pages is not a power of two, `.system` if an event
    ///   can't be opened or mapped, `.missingCapability`, `.call`.
    package init(
        map: Int32, entries: Int, pages: Int = 8, wakeUp: WakeUp = .samples(1), name: String
    ) throws(KernelError) {
        guard pages > 0, pages.nonzeroBitCount == 1, pages <= 1 << 18 else {
            throw .unfit(
                subject: "map '\(name)'",
                reason: "a perf buffer of \(pages) pages, expected a power of two up to \(1 << 18)")
        }
        // For a map with larger values, the kernel would read beyond the 4 bytes of the event's fd.
        let info = try Kernel.mapInfo(map, name: name)
        guard info.type == 4, info.keySize == 4, info.valueSize == 4 else {
            throw .unfit(
                subject: "map '\(name)'",
                reason: "its type is \(info.type), expected 4 (BPF_MAP_TYPE_PERF_EVENT_ARRAY)")
        }
        let pageSize = swiftlet_page_size()
        let (number, isBytes) =
            switch wakeUp {
            case .samples(let count): (max(1, count), false)
            case .bytes(let count): (max(1, count), true)
            }
        let map = PerfMap(try Kernel.duplicate(map, subject: "map '\(name)'"), name: name)
        var poller = try Self.polling(name) { () throws(RingBufferError) in try RingBufferPoller() }
        var rings: [PerfRing] = []
        for processor in 0..<min(try Kernel.possibleProcessors(), max(0, entries)) {
            guard
                let event = try Kernel.perfOutputEvent(
                    processor: processor, wakeUp: number, isBytes: isBytes, name: name)
            else { continue }
            let number = event.number
            let mapping: SharedMapping
            do throws(RingBufferError) {
                mapping = try SharedMapping(
                    descriptor: number, offset: 0, count: (1 + pages) * pageSize, writable: true)
            } catch .mapping(_, _, _, let errno) {
                throw .system(
                    call: "mmap of \(pages) pages for CPU \(processor)", subject: "map '\(name)'",
                    errno: Errno(rawValue: errno))
            } catch {
                throw .unfit(subject: "map '\(name)'", reason: "\(error)")
            }
            let ring = PerfRing(
                processor: processor, event: event, mapping: mapping, start: pageSize,
                size: pages * pageSize, map: map)
            try Kernel.enablePerfEvent(number, name: name)
            try map.put(number, for: processor)
            try Self.add(number, tag: UInt64(rings.count), to: &poller, name)
            rings.append(ring)
        }
        self.rings = rings
        self.poller = poller
    }
}

extension PerfBuffer {
    /// The CPUs that have a ring.
    package var processors: [Int] { rings.map { $0.processor } }

    /// The number of samples dropped because their ring was full, as reported so far: the kernel reports
    /// drops with the next sample that fits.
    public var lost: UInt64 { rings.reduce(0) { $0 &+ $1.lost } }

    /// The samples dropped on one CPU; 0 if it has no ring.
    package func lost(on processor: Int) -> UInt64 {
        rings.first { $0.processor == processor }?.lost ?? 0
    }

    /// The number of unread bytes in all rings.
    package var available: Int { rings.reduce(0) { $0 + $1.available } }

    /// The CPU whose ring held invalid data and is no longer read; nil if there is none.
    package var faultyProcessor: Int? { rings.first { $0.faultPosition != nil }?.processor }

    /// Waits until a program wakes the reader. Returns false after the timeout or a signal.
    ///
    /// - Parameter timeoutMilliseconds: 0 doesn't wait, -1 waits without a timeout.
    /// - Throws: `RingBufferError.polling`.
    public mutating func wait(timeoutMilliseconds: Int32) throws(RingBufferError) -> Bool {
        try !poller.wait(timeoutMilliseconds: timeoutMilliseconds).isEmpty
    }

    /// Calls `body` with each available sample, CPU by CPU, and returns the number of samples.
    ///
    /// The span is valid only during the call. It points into the ring, or to a copy if the sample wraps
    /// around the end. The kernel rounds a sample up, so it may end in up to 7 undefined bytes. If `body`
    /// throws, its sample counts as consumed.
    ///
    /// - Parameter limit: The maximum number of samples.
    /// - Throws: The error from `body`.
    @discardableResult
    public mutating func consume<E: Error>(
        limit: Int = .max, _ body: (_ processor: Int, _ sample: RawSpan) throws(E) -> Void
    ) throws(E) -> Int {
        var consumed = 0
        for ring in rings where consumed < limit {
            consumed += try ring.consume(limit: limit - consumed, scratch: &scratch, body)
        }
        return consumed
    }

    private static func add(
        _ number: Int32, tag: UInt64, to poller: inout RingBufferPoller, _ name: String
    ) throws(KernelError) {
        do throws(RingBufferError) { try poller.add(descriptor: number, tag: tag) } catch {
            throw .unfit(subject: "map '\(name)'", reason: "\(error)")
        }
    }

    private static func polling<Value: ~Copyable>(
        _ name: String, _ body: () throws(RingBufferError) -> Value
    ) throws(KernelError) -> Value {
        do { return try body() } catch {
            throw .unfit(subject: "map '\(name)'", reason: "\(error)")
        }
    }
}

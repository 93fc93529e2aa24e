package import SwiftletKernel
import SwiftletShims

/// Reads what programs write to a perf event array (BPF_MAP_TYPE_PERF_EVENT_ARRAY,
/// bpf_perf_event_output): a ring for each CPU, and one wait for all of them.
///
///     var buffer = try object.maps["events"].perfBuffer()
///     while try buffer.wait(timeoutMilliseconds: 100) {
///         buffer.consume { processor, sample in … }
///     }
///     print("lost: \(buffer.lost)")
///
/// Samples of one CPU come in order, those of different CPUs in any.
public struct PerfBuffer: ~Copyable {
    /// When a waiting reader is woken.
    public enum WakeUp: Sendable, Equatable {
        /// After so many samples of a CPU; 1 wakes for each.
        case samples(UInt32)
        /// When so many bytes wait in a CPU's ring.
        case bytes(UInt32)
    }

    private let rings: [PerfRing]
    /// Its descriptor is readable while there is something to read: for a poller that waits for other things
    /// as well.
    public private(set) var poller: RingBufferPoller
    /// For records that run over the end of their ring.
    private var scratch: [UInt8] = []

    /// Opens an event on each CPU that is online, maps its ring and puts it into the map.
    ///
    /// - Parameters:
    ///   - map: The map; borrowed.
    ///   - entries: Its `max_entries`: CPUs beyond get no ring.
    ///   - pages: Pages of data for each CPU, a power of two.
    ///   - name: The map's, for messages.
    /// - Throws: `KernelError.unfit` for a number of pages that is no power of two, `.system` where an
    ///   event can't be opened or mapped, `.missingCapability`, `.call`.
    package init(
        map: Int32, entries: Int, pages: Int = 8, wakeUp: WakeUp = .samples(1), name: String
    ) throws(KernelError) {
        guard pages > 0, pages.nonzeroBitCount == 1, pages <= 1 << 18 else {
            throw .unfit(
                subject: "map '\(name)'",
                reason: "a perf buffer of \(pages) pages, expected a power of two up to \(1 << 18)")
        }
        // Of another map the kernel would read more than the 4 bytes that an event's number has.
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

    /// Samples that found their ring full, as far as the kernel has said so: it does with the next
    /// sample that has room.
    public var lost: UInt64 { rings.reduce(0) { $0 &+ $1.lost } }

    /// Of one CPU; 0 for one that has no ring.
    package func lost(on processor: Int) -> UInt64 {
        rings.first { $0.processor == processor }?.lost ?? 0
    }

    /// Bytes that wait to be read just now, in all rings.
    package var available: Int { rings.reduce(0) { $0 + $1.available } }

    /// The CPU whose ring held what the kernel never writes, and is no longer read; nil if all is well.
    package var faultyProcessor: Int? { rings.first { $0.faultPosition != nil }?.processor }

    /// Waits until a program wakes the reader; false after the timeout, or if a signal came.
    ///
    /// - Parameter timeoutMilliseconds: 0 does not wait, -1 waits for as long as it takes.
    /// - Throws: `RingBufferError.polling`.
    public mutating func wait(timeoutMilliseconds: Int32) throws(RingBufferError) -> Bool {
        try !poller.wait(timeoutMilliseconds: timeoutMilliseconds).isEmpty
    }

    /// Hands out the samples that there are, CPU by CPU, and returns how many.
    ///
    /// The span is valid during the call only. It lies in the ring itself, or in a copy if the sample
    /// runs over the ring's end; the kernel rounds a sample up, so that it may end in up to 7 bytes that
    /// nobody wrote. If `body` throws, its sample counts as consumed.
    ///
    /// - Parameter limit: The most samples to hand out.
    /// - Throws: What `body` throws.
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

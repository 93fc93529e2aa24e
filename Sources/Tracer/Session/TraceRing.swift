internal import ELFLoader

/// The ring buffer that delivers records; a larger one can replace it.
///
///     rings[0] ──▶ events (2 MiB) ──▶ reader
///              ──▶ a larger one   ──▶ another reader, once the first ring is empty
///
/// The BPF programs look the ring buffer up in a map with one entry. When the update of that entry returns,
/// no program uses the old ring any more (the kernel waits: `maybe_wait_bpf_programs`, kernel/bpf/syscall.c).
/// Until then both rings are read, in an order that preserves each CPU's order, and a bounded amount at a time:
/// programs may fill the old ring as fast as it is read.
struct TraceRing: ~Copyable {
    private let rings: LoadedMap
    private let limit: Int
    private var reader: RingBufferReader
    /// The descriptor of the ring that is read.
    private(set) var descriptor: Int32
    /// Owns the descriptor once a larger ring has replaced the first one, which the object owns.
    private var replacement: Descriptor?
    /// A larger ring that is taking the place of this one.
    private var growth: Growth?
    private(set) var isGrowing = false
    private(set) var growths = 0

    private struct Growth: ~Copyable {
        let replacement: RingReplacement
        /// Nil until the ring is mapped. Programs may write to it from then on.
        var ring: Larger?
    }

    private struct Larger: ~Copyable {
        var reader: RingBufferReader
        let ring: RingReplacement.Ring
    }

    init(_ object: LoadedObject, limit: Int) throws(TraceError) {
        let (events, rings) = try Self.maps(of: object)
        reader = try Self.reader(events.descriptor.number, size: events.maxEntries)
        descriptor = events.descriptor.number
        self.rings = rings
        self.limit = limit
        replacement = nil
        growth = nil
    }

    private static func maps(
        of object: LoadedObject
    ) throws(TraceError) -> (events: LoadedMap, rings: LoadedMap) {
        do { return (try object.maps["events"], try object.maps["rings"]) } catch { throw .load(error) }
    }

    private static func reader(
        _ descriptor: Int32, size: Int
    ) throws(TraceError) -> RingBufferReader {
        do {
            return try RingBufferReader(descriptor: descriptor, size: size)
        } catch {
            throw .ring(error)
        }
    }

    /// Whether the ring holds no records, not even one that is still being written.
    var isEmpty: Bool { reader.available == 0 }
    var size: Int { reader.size }
    var fault: RingBufferError? { reader.fault }

    /// Whether the ring was full enough to need a larger one, and the limit allows it.
    var isTooSmall: Bool { !isGrowing && reader.highWaterMark > size / 2 && size < limit }

    /// Reads records until none is left or `body` returns false.
    ///
    /// - Returns: The number of records.
    /// - Throws: `TraceError.map` if the larger ring can't replace this one, which then stays in use.
    mutating func consume(_ body: (RawSpan) -> Bool) throws(TraceError) -> Int {
        var count = 0
        guard var growth = growth.take() else {
            _ = Self.consume(&reader, &count, body)
            return count
        }
        let isDone = growth.replacement.isDone
        if growth.ring == nil, growth.replacement.isMapped {
            growth.ring = try Self.larger(growth.replacement, size: size * 2)
        }
        // Every record in the new ring up to this position was sent after the records that its CPU, and its
        // exec, left in the old one. All of those are visible now, and are read first.
        let end = growth.ring?.reader.producerPosition
        let goesOn = Self.consume(&reader, &count, body)
        if isDone, reader.available == 0, reader.fault == nil {
            try finish(growth)
            return count
        }
        if goesOn, reader.available == 0, let end {
            _ = Self.consume(&growth.ring!.reader, upTo: end, &count, body)
        }
        self.growth = consume growth
        return count
    }

    private static func larger(
        _ replacement: borrowing RingReplacement, size: Int
    ) throws(TraceError) -> Larger {
        do throws(RingBufferError) {
            let ring = replacement.takeRing()
            return Larger(reader: try RingBufferReader(adopting: ring, size: size), ring: ring)
        } catch {
            throw .ring(error)
        }
    }

    private enum Pause: Error { case asked }

    /// - Returns: Whether `body` wants more.
    private static func consume(
        _ reader: inout RingBufferReader, upTo end: UInt64? = nil, _ count: inout Int,
        _ body: (RawSpan) -> Bool
    ) -> Bool {
        do throws(Pause) {
            try reader.consume(upTo: end) { record throws(Pause) in
                count += 1
                guard body(record) else { throw .asked }
            }
            return true
        } catch {
            return false
        }
    }

    /// Begins to replace the ring by one of twice the size; `consume` completes it.
    ///
    /// - Throws: `TraceError.map`; the old ring then stays in use.
    mutating func grow() throws(TraceError) {
        do throws(KernelError) {
            growth = Growth(
                replacement: try RingReplacement(
                    map: rings.descriptor.number, slot: 0, name: rings.name,
                    by: MapCreation(
                        name: "events", type: MapType.ringBuffer.rawValue, keySize: 0, valueSize: 0,
                        maxEntries: UInt32(clamping: size * 2))),
                ring: nil)
            isGrowing = true
        } catch {
            throw .map(error)
        }
    }

    /// No program uses the old ring any more, and it is empty.
    private mutating func finish(_ growth: consuming Growth) throws(TraceError) {
        isGrowing = false
        let larger = growth.ring.take()
        do throws(KernelError) { try growth.replacement.finish() } catch { throw .map(error) }
        guard let larger else { return }
        let owner = larger.ring.takeDescriptor()
        reader = larger.reader
        descriptor = owner.number
        replacement = .some(owner)
        growths += 1
    }
}

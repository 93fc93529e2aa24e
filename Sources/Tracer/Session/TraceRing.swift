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
    /// The larger ring, while it is taking the place of this one.
    private var next: Next?
    private(set) var isGrowing = false
    private(set) var growths = 0

    private struct Next: ~Copyable {
        var reader: RingBufferReader
        let descriptor: Descriptor
        let update: MapReplacement
    }

    init(_ object: LoadedObject, limit: Int) throws(TraceError) {
        let (events, rings) = try Self.maps(of: object)
        reader = try Self.reader(events.descriptor.number, size: events.maxEntries)
        descriptor = events.descriptor.number
        self.rings = rings
        self.limit = limit
        replacement = nil
        next = nil
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
        guard var next = next.take() else {
            _ = Self.consume(&reader, &count, body)
            return count
        }
        let isReplaced = next.update.isDone
        // Every record in the new ring up to this position was sent after the records that its CPU, and its
        // exec, left in the old one. All of those are visible now, and are read first.
        let end = next.reader.producerPosition
        let goesOn = Self.consume(&reader, &count, body)
        if isReplaced, reader.available == 0, reader.fault == nil {
            try replace(by: next)
            return count
        }
        if goesOn, reader.available == 0 {
            _ = Self.consume(&next.reader, upTo: end, &count, body)
        }
        self.next = consume next
        return count
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
    /// - Throws: `TraceError`; the old ring then stays in use.
    mutating func grow() throws(TraceError) {
        let larger = try Self.create(size: size * 2)
        let reader = try Self.reader(larger.number, size: size * 2)
        do throws(KernelError) {
            let update = try MapReplacement(
                map: rings.descriptor.number, slot: 0, by: larger.number, name: rings.name)
            next = Next(reader: reader, descriptor: larger, update: update)
            isGrowing = true
        } catch {
            throw .map(error)
        }
    }

    /// No program uses the old ring any more, and it is empty.
    private mutating func replace(by next: consuming Next) throws(TraceError) {
        isGrowing = false
        do throws(KernelError) { try next.update.finish() } catch { throw .map(error) }
        reader = next.reader
        descriptor = next.descriptor.number
        replacement = .some(next.descriptor)
        growths += 1
    }

    private static func create(size: Int) throws(TraceError) -> Descriptor {
        do {
            return try Kernel.mapCreate(
                MapCreation(
                    name: "events", type: MapType.ringBuffer.rawValue, keySize: 0, valueSize: 0,
                    maxEntries: UInt32(clamping: size)))
        } catch {
            throw .map(error)
        }
    }
}

internal import ELFLoader

/// The ring buffer that delivers records; a larger one can replace it.
///
///     rings[0] ──▶ events (2 MiB) ──▶ reader
///              ──▶ a larger one   ──▶ another reader, once the first ring is empty
///
/// The BPF programs look the ring buffer up in a map with one entry. When the update of that entry returns,
/// no program uses the old ring any more (the kernel waits: `maybe_wait_bpf_programs`, kernel/bpf/syscall.c).
/// Until then both rings are read, in an order that preserves each CPU's order.
struct TraceRing: ~Copyable {
    private let rings: LoadedMap
    private let limit: Int
    private var reader: RingBufferReader
    /// The descriptor of the ring that is read.
    private(set) var descriptor: Int32
    /// Owns the descriptor once a larger ring has replaced the first one, which the object owns.
    private var replacement: Descriptor?
    private(set) var growths = 0

    init(_ object: LoadedObject, limit: Int) throws(TraceError) {
        let (events, rings) = try Self.maps(of: object)
        reader = try Self.reader(events.descriptor.number, size: events.maxEntries)
        descriptor = events.descriptor.number
        self.rings = rings
        self.limit = limit
        replacement = nil
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
    var isTooSmall: Bool { reader.highWaterMark > size / 2 && size < limit }

    mutating func consume(limit: Int, _ body: (RawSpan) -> Void) -> Int {
        reader.consume(limit: limit, body)
    }

    /// Replaces the ring by one of twice the size.
    ///
    /// - Parameter body: Gets the records that are left in the old ring.
    /// - Throws: `TraceError`; the old ring then stays in use.
    mutating func grow(_ body: (RawSpan) -> Void) throws(TraceError) {
        let larger = try Self.create(size: size * 2)
        var next = try Self.reader(larger.number, size: size * 2)
        do throws(KernelError) {
            let replacement = try MapReplacement(
                map: rings.descriptor.number, slot: 0, by: larger.number, name: rings.name)
            while !replacement.isDone {
                // Every record in the new ring up to this position was sent after the records that its CPU,
                // and its exec, left in the old ring. All of those are visible now, and are read first.
                let end = next.producerPosition
                while reader.available > 0, reader.fault == nil { reader.consume(body) }
                next.consume(upTo: end, body)
            }
            try replacement.finish()
        } catch {
            throw .map(error)
        }
        while reader.consume(body) > 0 {}
        reader = next
        descriptor = larger.number
        replacement = .some(larger)
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

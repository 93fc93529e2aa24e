import SwiftletKernel
import SwiftletShims

// A perf event array holds, for each CPU, an event that programs write to (bpf_perf_event_output), with
// a ring of its own:
//
//     offset   0                     1 page                    + data size
//              ┌────────────────────┐┌────────────────────────┐
//              │ 1024: data_head    ││          data          │   not mapped twice: a record may
//              │ 1032: data_tail    ││                        │   run over the end, and is copied
//              └────────────────────┘└────────────────────────┘
//               struct perf_event_mmap_page     position & (size - 1)
//
// Positions count bytes, in 64 bits that may wrap. The kernel moves the head (which is read with
// acquire), the reader the tail (stored with release). A record begins with
//
//     byte  0        4        6        8
//           ┌────────┬────────┬────────┐
//           │ type   │ misc   │ size   │   size: of the record, header included, a multiple of 8
//           └────────┴────────┴────────┘
//     PERF_RECORD_SAMPLE (9) ┌─ 8 ──── 12 ────────┐
//                            │ length │ data, pad │   PERF_SAMPLE_RAW
//     PERF_RECORD_LOST (2)   ┌─ 8 ──── 16 ───┐
//                            │ event  │ count │   records that found the ring full before this one
//
// Authority: perf_event_open(2), kernel/events/ring_buffer.c, include/uapi/linux/perf_event.h.

/// One CPU's ring of a perf event array, and its event.
final class PerfRing {
    let processor: Int
    private let event: Descriptor
    /// Would hold the event for as long as whoever opened it does.
    private let map: PerfMap?
    private let mapping: SharedMapping
    /// Where the data begins in the mapping, in bytes.
    private let start: Int
    private var positions: PerfPositions
    /// Records that the kernel had no room for.
    private(set) var lost: UInt64 = 0
    /// Where reading stopped for good, since the ring held what the kernel never writes.
    private(set) var faultPosition: UInt64?

    /// - Parameters:
    ///   - mapping: A page, and `size` bytes.
    ///   - size: A power of two of at least a page.
    init(
        processor: Int, event: consuming Descriptor, mapping: consuming SharedMapping, start: Int,
        size: Int, map: PerfMap? = nil
    ) {
        precondition(start >= 1040 && size.nonzeroBitCount == 1 && mapping.count >= start + size)
        // SAFETY: the mapping begins with a page that holds both positions, aligned to 8.
        let tail = unsafe swiftlet_load_acquire_u64(mapping.base + 1032)
        self.mapping = mapping
        positions = PerfPositions(tail: tail, size: size)
        self.event = event
        self.map = map
        self.processor = processor
        self.start = start
    }

    deinit {
        map?.remove(processor)
    }

    /// Bytes that wait to be read just now.
    var available: Int { Int(clamping: head &- positions.tail) }

    private var head: UInt64 {
        // SAFETY: see init.
        unsafe swiftlet_load_acquire_u64(mapping.base + 1024)
    }

    /// Hands out samples up to the head as it is now, at most `limit`.
    ///
    /// - Parameter scratch: For records that run over the end; grows to 64 KiB at most.
    func consume<E: Error>(
        limit: Int, scratch: inout [UInt8], _ body: (Int, RawSpan) throws(E) -> Void
    ) throws(E) -> Int {
        var consumed = 0
        let begin = positions.tail
        let end = head
        defer {
            if positions.tail != begin {
                // SAFETY: see init; nobody else writes the tail.
                unsafe swiftlet_store_release_u64(mapping.base + 1032, positions.tail)
            }
        }
        while consumed < limit, faultPosition == nil, positions.tail != end {
            let position = positions.tail
            guard positions.begin(head: end) else {
                faultPosition = position
                break
            }
            // SAFETY: a record begins at a multiple of 8, and so its header never runs over the end.
            let header = unsafe (mapping.base + start + positions.offset(of: position))
                .loadUnaligned(as: UInt64.self)
            guard let record = positions.next(header: header, head: end) else {
                faultPosition = position
                break
            }
            let offset = positions.offset(of: position)
            let first = min(record.size, positions.size - offset)
            if first < record.size {
                if scratch.count < record.size {
                    scratch += [UInt8](repeating: 0, count: record.size - scratch.count)
                }
                let rest = record.size - first
                // SAFETY: `first` bytes lie before the end of the data and `rest` from its beginning,
                // both within the mapping; scratch has room for both.
                unsafe scratch.withUnsafeMutableBytes { bytes in
                    let data = unsafe UnsafeRawBufferPointer(
                        start: mapping.base + start, count: positions.size)
                    unsafe bytes.copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: data[offset..<offset + first]))
                    let behind = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[first...])
                    unsafe behind.copyMemory(from: UnsafeRawBufferPointer(rebasing: data[..<rest]))
                }
                // SAFETY: bytes of an array that nothing changes meanwhile.
                if try unsafe take(record, scratch.span.bytes, body) { consumed += 1 }
            } else {
                // SAFETY: the record lies within the data; the kernel leaves it alone until the tail
                // is published, after the body.
                let span = unsafe RawSpan(
                    _unsafeStart: UnsafeRawPointer(mapping.base) + start + offset,
                    byteCount: record.size)
                if try take(record, span, body) { consumed += 1 }
            }
        }
        return consumed
    }

    /// Whether it was a sample.
    private func take<E: Error>(
        _ record: PerfPositions.Record, _ bytes: RawSpan, _ body: (Int, RawSpan) throws(E) -> Void
    ) throws(E) -> Bool {
        switch record.type {
        case PerfPositions.sample where record.size >= 12:
            // SAFETY: the record has 12 bytes at least.
            let length = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt32.self)
            guard Int(length) <= record.size - 12 else {
                faultPosition = positions.tail &- UInt64(record.size)
                return false
            }
            try body(processor, bytes.extracting(12..<12 + Int(length)))
            return true
        case PerfPositions.lost where record.size >= 24:
            // SAFETY: the record has 24 bytes at least.
            lost &+= unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 16, as: UInt64.self)
            return false
        default:
            // Others that an event of BPF output may get (throttling) say nothing about data.
            return false
        }
    }
}

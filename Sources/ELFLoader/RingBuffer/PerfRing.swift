import SwiftletKernel
import SwiftletShims

// A perf event array has an event for each CPU that programs write to (bpf_perf_event_output). Each event has
// its own ring:
//
//     offset   0                     1 page                    + data size
//              ┌────────────────────┐┌────────────────────────┐
//              │ 1024: data_head    ││          data          │   not mapped twice: a record may
//              │ 1032: data_tail    ││                        │   run over the end, and is copied
//              └────────────────────┘└────────────────────────┘
//               struct perf_event_mmap_page     position & (size - 1)
//
// Positions count bytes in 64 bits and may wrap. The kernel advances the head (read with acquire), the reader
// the tail (stored with release). A record begins with
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
    /// The map references the event until the process that put it there closes the map; `deinit` removes it.
    private let map: PerfMap?
    private let mapping: SharedMapping
    /// Offset of the data in the mapping, in bytes.
    private let start: Int
    private var positions: PerfPositions
    /// The number of records that the kernel dropped.
    private(set) var lost: UInt64 = 0
    /// The position at which reading stopped permanently because of invalid data.
    private(set) var faultPosition: UInt64?

    /// - Parameters:
    ///   - mapping: A page, followed by `size` bytes.
    ///   - size: A power of two of at least a page.
    init(
        processor: Int, event: consuming Descriptor, mapping: consuming SharedMapping, start: Int,
        size: Int, map: PerfMap? = nil
    ) {
        precondition(start >= 1040 && size.nonzeroBitCount == 1 && mapping.count >= start + size)
        // SAFETY: the mapping begins with a page that holds both positions, aligned to 8 bytes.
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

    /// The number of unread bytes.
    var available: Int { Int(clamping: head &- positions.tail) }

    private var head: UInt64 {
        // SAFETY: see init.
        unsafe swiftlet_load_acquire_u64(mapping.base + 1024)
    }

    /// Calls `body` with at most `limit` samples, up to the current head.
    ///
    /// - Parameter scratch: For records that wrap around the end; grows to at most 64 KiB.
    func consume<E: Error>(
        limit: Int, scratch: inout [UInt8], _ body: (Int, RawSpan) throws(E) -> Void
    ) throws(E) -> Int {
        var consumed = 0
        let begin = positions.tail
        let end = head
        defer {
            if positions.tail != begin {
                // SAFETY: see init; only the reader writes the tail.
                unsafe swiftlet_store_release_u64(mapping.base + 1032, positions.tail)
            }
        }
        while consumed < limit, faultPosition == nil, positions.tail != end {
            let position = positions.tail
            guard positions.begin(head: end) else {
                faultPosition = position
                break
            }
            // SAFETY: a record begins at a multiple of 8, so its header never wraps around the end.
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
                // SAFETY: `first` bytes are before the end of the data and `rest` at its beginning, both
                // within the mapping; scratch has room for both.
                unsafe scratch.withUnsafeMutableBytes { bytes in
                    let data = unsafe UnsafeRawBufferPointer(
                        start: mapping.base + start, count: positions.size)
                    unsafe bytes.copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: data[offset..<offset + first]))
                    let behind = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[first...])
                    unsafe behind.copyMemory(from: UnsafeRawBufferPointer(rebasing: data[..<rest]))
                }
                // SAFETY: the span is of an array that doesn't change during the call.
                if try unsafe take(record, scratch.span.bytes, body) { consumed += 1 }
            } else {
                // SAFETY: the record is within the data; the kernel doesn't overwrite it until the tail is
                // published, after the body.
                let span = unsafe RawSpan(
                    _unsafeStart: UnsafeRawPointer(mapping.base) + start + offset,
                    byteCount: record.size)
                if try take(record, span, body) { consumed += 1 }
            }
        }
        return consumed
    }

    /// Processes a record. Returns whether it was a sample.
    private func take<E: Error>(
        _ record: PerfPositions.Record, _ bytes: RawSpan, _ body: (Int, RawSpan) throws(E) -> Void
    ) throws(E) -> Bool {
        switch record.type {
        case PerfPositions.sample where record.size >= 12:
            // SAFETY: the record has at least 12 bytes.
            let length = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt32.self)
            guard Int(length) <= record.size - 12 else {
                faultPosition = positions.tail &- UInt64(record.size)
                return false
            }
            try body(processor, bytes.extracting(12..<12 + Int(length)))
            return true
        case PerfPositions.lost where record.size >= 24:
            // SAFETY: the record has at least 24 bytes.
            lost &+= unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 16, as: UInt64.self)
            return false
        default:
            // Other records of a BPF output event, such as throttling, carry no data.
            return false
        }
    }
}

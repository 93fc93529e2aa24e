// RingBuffer: records that programs wrote, read where they lie.
//
// The map's descriptor is mapped in two pieces, and the kernel maps the data twice, end to end, so
// that a record that runs over the end of the ring goes on where it would anyway:
//
//     offset in the map   0            1 page       2 pages         + size          + 2 · size
//                         ┌───────────┐┌───────────┬───────────────┬───────────────┐
//                         │ consumer  ││ producer  │     data      │  data, again  │
//                         │ position  ││ position  │               │               │
//                         └───────────┘└───────────┴───────────────┴───────────────┘
//                          read, write  read only          ▲
//                                                          └ position & (size - 1)
//
// Positions count bytes since the ring was made, in 64 bits that may wrap; the ring holds what lies
// between the two. A record is a header of 8 bytes and its data, rounded up to a multiple of 8:
//
//     byte  0      30        31     32            64
//           ┌──────┬─────────┬──────┬─────────────┬────────── ─ ─
//           │ len  │ DISCARD │ BUSY │ page offset │ data
//           └──────┴─────────┴──────┴─────────────┴────────── ─ ─     (bits of the header)
//
// A program reserves a record (BUSY is set and the producer position moves on), fills it in and
// commits it (BUSY goes, DISCARD may come). Records are committed in any order and read in the order
// they were reserved: a BUSY one holds up those behind it.
//
// Who orders what:
//
//     kernel                                   here
//     write header (BUSY)                      load-acquire  producer position
//     store-release producer position   ────▶  load-acquire  header
//     write data                               read data
//     exchange header (commit)          ────▶  …
//     load consumer position            ◀────  store-release consumer position, once per batch
//     wake up, if it is this record's          full fence
//                                              load-acquire  producer position, again
//
// The kernel wakes the reader only for the record that the consumer position stands at. The reader
// publishes its position and then looks whether there is more; the kernel commits and then looks at
// the position. Both are a store followed by a load, which a processor may swap: then each misses
// the other's store, the reader goes to sleep and nobody wakes it. Hence the full fence, and hence
// the reader is done only after a look that found nothing with its position already published.
//
// Authority: kernel/bpf/ringbuf.c (first in 5.8), Documentation/bpf/ringbuf.rst.
// From: Kernel/, which makes the map. Next: whoever decodes the records (the tracer).

import SwiftletShims

/// Reads the records of one ring (BPF_MAP_TYPE_RINGBUF) in place; kernel 5.8.
///
/// A ring has one reader: two would take each other's records.
public struct RingBufferReader: ~Copyable {
    let mapping: RingBufferMapping
    var positions: RingPositions

    /// The most bytes that were ever seen waiting to be read, headers included.
    ///
    /// Near `size`, programs may have found the ring full.
    package internal(set) var highWaterMark = 0
    /// Why reading stopped for good: the ring held what the kernel never writes. Nil as long as all
    /// is well; once it is set, `consume` returns 0.
    public internal(set) var fault: RingBufferError?

    /// Maps the ring `descriptor`.
    ///
    /// - Parameters:
    ///   - descriptor: Borrowed: it is neither kept nor closed, and may be closed after this.
    ///   - size: The map's `max_entries`, in bytes.
    /// - Throws: `RingBufferError.size`, `.mapping`, `.position`.
    package init(descriptor: Int32, size: Int) throws(RingBufferError) {
        try self.init(RingBufferMapping(descriptor: descriptor, size: size))
    }

    /// Reads on where the consumer position of `mapping` stands.
    ///
    /// - Throws: `RingBufferError.position` if that is no place for a header.
    package init(_ mapping: consuming RingBufferMapping) throws(RingBufferError) {
        positions = RingPositions(
            consumer: mapping.consumerPosition, producer: mapping.producerPosition,
            size: mapping.size)
        guard positions.consumer.isMultiple(of: 8) else {
            throw .position(found: positions.consumer)
        }
        self.mapping = mapping
    }

    /// The ring's size in bytes.
    package var size: Int { mapping.size }

    /// Up to where programs have reserved records; wraps at 2^64. Whatever was written before a
    /// record that lies before it is visible once this has been read (load-acquire).
    package var producerPosition: UInt64 { mapping.producerPosition }

    /// How many bytes wait to be read just now, headers and records not yet committed included.
    public var available: Int {
        Int(clamping: mapping.producerPosition &- positions.consumer)
    }
}

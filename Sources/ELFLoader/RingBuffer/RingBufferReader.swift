// RingBuffer: reads the records that programs write, in place.
//
// The map's fd is mapped in two pieces. The kernel maps the data twice, back to back, so that a record that
// wraps around the end of the ring is contiguous in memory:
//
//     offset in the map   0            1 page       2 pages         + size          + 2 · size
//                         ┌───────────┐┌───────────┬───────────────┬───────────────┐
//                         │ consumer  ││ producer  │     data      │  data, again  │
//                         │ position  ││ position  │               │               │
//                         └───────────┘└───────────┴───────────────┴───────────────┘
//                          read, write  read only          ▲
//                                                          └ position & (size - 1)
//
// Positions count bytes since the ring was created, in 64 bits that may wrap. The bytes between the two
// positions are in use. A record is an 8-byte header and its data, padded to a multiple of 8:
//
//     byte  0      30        31     32            64
//           ┌──────┬─────────┬──────┬─────────────┬────────── ─ ─
//           │ len  │ DISCARD │ BUSY │ page offset │ data
//           └──────┴─────────┴──────┴─────────────┴────────── ─ ─     (bits of the header)
//
// A program reserves a record (BUSY is set and the producer position advances), fills it in and commits it
// (BUSY is cleared, DISCARD may be set). Records are committed in any order and read in the order they were
// reserved: a BUSY record holds up those behind it.
//
// Memory ordering:
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
// The kernel wakes the reader only for the record at the consumer position. The reader publishes its position
// and then checks for more records; the kernel commits and then checks the position. Both are a store
// followed by a load, which a CPU may reorder. Then each side misses the other's store, and the reader sleeps
// without being woken. So the reader uses a full fence, and stops only after a check that found no record
// with its position already published.
//
// Authority: kernel/bpf/ringbuf.c (first in 5.8), Documentation/bpf/ringbuf.rst.
// From: Kernel/, which creates the map. Next: the consumer, which decodes the records.

package import SwiftletKernel
import SwiftletShims

/// Reads the records of one ring buffer (BPF_MAP_TYPE_RINGBUF) in place; Linux 5.8.
///
/// A ring buffer has one reader: two would take each other's records.
public struct RingBufferReader: ~Copyable {
    @usableFromInline let mapping: RingBufferMapping
    @usableFromInline var positions: RingPositions

    /// The maximum number of unread bytes seen so far, headers included.
    ///
    /// If it is near `size`, programs may have found the ring full.
    package internal(set) var highWaterMark = 0
    /// The reason why reading stopped permanently: the ring held data that the kernel never writes. Nil if
    /// there is no error; once it is set, `consume` returns 0.
    public internal(set) var fault: RingBufferError?

    /// Maps the ring buffer `descriptor`.
    ///
    /// - Parameters:
    ///   - descriptor: Borrowed; it may be closed afterwards.
    ///   - size: The map's `max_entries`, in bytes.
    /// - Throws: `RingBufferError.size`, `.mapping`, `.position`.
    package init(descriptor: Int32, size: Int) throws(RingBufferError) {
        try self.init(RingBufferMapping(descriptor: descriptor, size: size))
    }

    /// Reads a ring that another thread has created and mapped, and owns its mappings from now on.
    ///
    /// - Parameter size: In bytes.
    /// - Throws: `RingBufferError.position`.
    package init(adopting ring: borrowing RingReplacement.Ring, size: Int) throws(RingBufferError) {
        // SAFETY: the mappings have these sizes and no other owner.
        try unsafe self.init(
            RingBufferMapping(
                consumer: SharedMapping(adopting: ring.consumer, count: ring.pageSize),
                producer: SharedMapping(
                    adopting: ring.producer, count: ring.pageSize + 2 * size),
                pageSize: ring.pageSize, size: size))
    }

    /// Continues reading at the consumer position of `mapping`.
    ///
    /// - Throws: `RingBufferError.position` if the position is not a multiple of 8.
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

    /// The end of the reserved records; wraps at 2^64. After reading it, everything written before a record
    /// below it is visible (load-acquire).
    package var producerPosition: UInt64 { mapping.producerPosition }

    /// The number of unread bytes, including headers and uncommitted records.
    package var available: Int {
        Int(clamping: mapping.producerPosition &- positions.consumer)
    }
}

import SwiftletShims
public import Synchronization

/// The mapped ring: the two positions, and the data, mapped twice.
@usableFromInline @safe package struct RingBufferMapping: ~Copyable {
    /// The page with the consumer position, which the reader writes.
    private let consumer: SharedMapping
    /// The page with the producer position, then the data twice.
    private let producer: SharedMapping
    private let pageSize: Int
    /// The ring's size in bytes, a power of two.
    @usableFromInline package let size: Int

    /// Maps the ring buffer `descriptor`, whose `max_entries` is `size`.
    ///
    /// - Throws: `RingBufferError.size`, `.mapping`.
    package init(descriptor: Int32, size: Int) throws(RingBufferError) {
        let pageSize = swiftlet_page_size()
        guard size >= pageSize, size.nonzeroBitCount == 1, size <= Int(UInt32.max) else {
            throw .size(found: size, pageSize: pageSize)
        }
        try self.init(
            consumer: SharedMapping(
                descriptor: descriptor, offset: 0, count: pageSize, writable: true),
            producer: SharedMapping(
                descriptor: descriptor, offset: pageSize, count: pageSize + 2 * size,
                writable: false),
            pageSize: pageSize, size: size)
    }

    /// Adopts mappings with the kernel's layout.
    ///
    /// - Parameters:
    ///   - consumer: A page.
    ///   - producer: A page, followed by `size` bytes twice.
    package init(
        consumer: consuming SharedMapping, producer: consuming SharedMapping, pageSize: Int,
        size: Int
    ) {
        precondition(consumer.count >= 8 && producer.count >= pageSize + 2 * size)
        self.consumer = consumer
        self.producer = producer
        self.pageSize = pageSize
        self.size = size
    }
}

extension RingBufferMapping {
    /// The start of the data, which has twice `size` bytes.
    @usableFromInline var data: UnsafeRawPointer {
        // SAFETY: the mapping has pageSize + 2 · size bytes (both initialisers).
        unsafe UnsafeRawPointer(producer.base + pageSize)
    }

    /// A quarter of the ring's size.
    @usableFromInline var quarter: UInt64 { UInt64(size) / 4 }

    /// The position of the next record to be reserved (load-acquire).
    var producerPosition: UInt64 {
        // SAFETY: the mapping begins with a page, and is page-aligned.
        unsafe swiftlet_load_acquire_u64(producer.base)
    }

    /// The reader's position as the kernel sees it (load-acquire).
    var consumerPosition: UInt64 {
        // SAFETY: as above.
        unsafe swiftlet_load_acquire_u64(consumer.base)
    }

    /// The first four bytes of a record's header (load-acquire).
    ///
    /// - Parameter address: Aligned to 8 bytes, in the data.
    @unsafe @inlinable static func header(_ address: UnsafeRawPointer) -> UInt32 {
        // SAFETY: programs write the word by atomic instructions of the same size, and the mapping is longer than it.
        unsafe address.assumingMemoryBound(to: Atomic<UInt32>.self).pointee.load(ordering: .acquiring)
    }

    /// Frees the bytes before `position` for programs (store-release), ordered before all later reads (full
    /// fence).
    func publish(_ position: UInt64) {
        // SAFETY: the page is mapped writable, and only the reader writes the position.
        unsafe swiftlet_store_release_u64(consumer.base, position)
        swiftlet_full_fence()
    }
}

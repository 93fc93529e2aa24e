import SwiftletRing
import SwiftletShims

#if canImport(Glibc)
    import Glibc
#endif

/// A ring in a file, laid out as the kernel lays out its own, with the writer's side as well.
final class MemoryRing {
    let size: Int
    private let descriptor: Int32
    private let page = swiftlet_page_size()
    private let writer: UnsafeMutableRawPointer
    /// The writer's position.
    private(set) var produced: UInt64

    /// - Parameter start: Where both positions begin.
    init(size: Int, start: UInt64 = 0) {
        self.size = size
        var path = Array("/tmp/swiftlet-ring-XXXXXX".utf8CString)
        descriptor = mkstemp(&path)
        unlink(path)
        precondition(descriptor >= 0 && ftruncate(descriptor, 2 * page + size) == 0)
        writer = mmap(nil, 2 * page + size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        precondition(writer != MAP_FAILED)
        produced = start
        writer.storeBytes(of: start, as: UInt64.self)
        (writer + page).storeBytes(of: start, as: UInt64.self)
    }

    deinit {
        munmap(writer, 2 * page + size)
        close(descriptor)
    }

    /// What the reader has given back.
    var consumed: UInt64 { writer.load(as: UInt64.self) }

    /// The reader's side: the position's page, and the other with the data twice.
    func mapping() throws -> RingBufferMapping {
        let consumer = mmap(nil, page, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)!
        // Room for all, then the parts on top of it.
        let room = mmap(
            nil, page + 2 * size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
        for (offset, from, count) in [(0, page, page + size), (page + size, 2 * page, size)] {
            let placed = mmap(
                room + offset, count, PROT_READ, MAP_SHARED | MAP_FIXED, descriptor, from)
            precondition(placed == room + offset)
        }
        return RingBufferMapping(
            consumer: SharedMapping(adopting: consumer, count: page),
            producer: SharedMapping(adopting: room, count: page + 2 * size), pageSize: page,
            size: size)
    }

    /// Reserves a record; its header says BUSY.
    ///
    /// - Returns: Where it is, for `commit`.
    func reserve(_ bytes: [UInt8]) -> UInt64 {
        let position = produced
        setHeader(at: position, UInt32(bytes.count) | 1 << 31)
        for (index, byte) in bytes.enumerated() {
            (writer + 2 * page + Int((position &+ 8 &+ UInt64(index)) & UInt64(size - 1)))
                .storeBytes(of: byte, as: UInt8.self)
        }
        moveProducer(by: UInt64((8 + bytes.count + 7) / 8 * 8))
        return position
    }

    func commit(_ position: UInt64, length: Int, discard: Bool = false) {
        setHeader(at: position, UInt32(length) | (discard ? 1 << 30 : 0))
    }

    func write(_ bytes: [UInt8]) { commit(reserve(bytes), length: bytes.count) }

    /// Any header, any position: for what no kernel writes.
    func setHeader(at position: UInt64, _ header: UInt32) {
        swiftlet_store_release_u32(writer + 2 * page + Int(position & UInt64(size - 1)), header)
    }

    func moveProducer(by count: UInt64) {
        produced &+= count
        swiftlet_store_release_u64(writer + page, produced)
    }
}

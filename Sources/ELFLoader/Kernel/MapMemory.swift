internal import SwiftletShims

/// A map's values as memory that this process shares with programs (BPF_F_MMAPABLE, Linux 5.5): an
/// array's, one after the other, each rounded up to 8 bytes.
///
/// Programs on other CPUs read and write at the same time. An integer at a multiple of its size is read
/// and written whole; nothing larger is.
@safe public final class MapMemory: @unchecked Sendable {
    // Sendable: the address never changes, and the bytes are shared with programs anyway.
    private let base: UnsafeMutableRawPointer
    /// In bytes.
    public let count: Int
    /// False for frozen maps, and maps that are read-only here.
    package let isWritable: Bool
    private let mapped: Int
    private let name: String

    /// Maps `count` bytes of a map.
    ///
    /// - Parameters:
    ///   - map: Borrowed; it may be closed after this.
    ///   - count: At most what the map has.
    ///   - fixed: The address to map it at; nil for any.
    /// - Throws: `KernelError.system`.
    package init(
        map: Int32, count: Int, isWritable: Bool, at fixed: UInt64? = nil, name: String
    ) throws(KernelError) {
        let page = swiftlet_page_size()
        let length = (max(1, count) + page - 1) / page * page
        var address: UnsafeMutableRawPointer?
        // SAFETY: the call writes to `address` only, and only if it succeeds; a fixed address is taken
        // only if nothing is mapped there.
        let result = unsafe swiftlet_map_shared_at(
            map, fixed ?? 0, length, isWritable ? 1 : 0, &address)
        guard result == 0, let address = unsafe address else {
            if let fixed, Errno(rawValue: -result) == .exists {
                throw .unfit(
                    subject: "map '\(name)'",
                    reason: "is to be mapped at address \(fixed) (map_extra), where this process has something else")
            }
            throw .system(
                call: "mmap", subject: "map '\(name)'", errno: Errno(rawValue: -result))
        }
        unsafe base = address
        self.count = count
        mapped = length
        self.isWritable = isWritable
        self.name = name
    }

    /// Maps an arena's pages, writable.
    ///
    /// - Parameter pages: The map's `max_entries`.
    /// - Throws: `KernelError.unfit`, `.system`.
    package convenience init(
        map: Int32, pages: Int, at fixed: UInt64?, name: String
    ) throws(KernelError) {
        let (count, overflow) = pages.multipliedReportingOverflow(by: swiftlet_page_size())
        guard !overflow else {
            throw .unfit(subject: "map '\(name)'", reason: "\(pages) pages do not fit into memory")
        }
        try self.init(map: map, count: count, isWritable: true, at: fixed, name: name)
    }

    deinit {
        // SAFETY: the mapping is ours alone, and nothing refers to it any more.
        _ = unsafe swiftlet_unmap(base, mapped)
    }

    /// The value at an offset in bytes.
    ///
    /// - Throws: `KernelError.unfit` if it is not within the memory.
    public func load<Value: MapElement>(
        as type: Value.Type, at offset: Int = 0
    ) throws(KernelError) -> Value {
        try check(offset, MemoryLayout<Value>.size)
        // SAFETY: checked to lie within the mapping; any bytes are a value of such a type.
        return unsafe base.loadUnaligned(fromByteOffset: offset, as: type)
    }

    /// Puts a value at an offset in bytes.
    ///
    /// - Throws: `KernelError.unfit` if it is not within the memory, or that is read-only.
    public func store<Value: MapElement>(_ value: Value, at offset: Int = 0) throws(KernelError) {
        try check(offset, MemoryLayout<Value>.size)
        guard isWritable else {
            throw .unfit(subject: "map '\(name)'", reason: "is read-only: it is frozen, or a constant's")
        }
        // SAFETY: checked to lie within the mapping, which is writable.
        unsafe base.storeBytes(of: value, toByteOffset: offset, as: Value.self)
    }

    /// Puts some bytes at an offset.
    ///
    /// - Throws: as `store(_:at:)`.
    public func store(bytes: [UInt8], at offset: Int = 0) throws(KernelError) {
        try check(offset, bytes.count)
        guard isWritable else {
            throw .unfit(subject: "map '\(name)'", reason: "is read-only: it is frozen, or a constant's")
        }
        // SAFETY: checked to lie within the mapping, which is writable.
        unsafe UnsafeMutableRawBufferPointer(start: base + offset, count: bytes.count)
            .copyBytes(from: bytes)
    }

    /// A copy of some bytes.
    ///
    /// - Throws: `KernelError.unfit` if they are not within the memory.
    public func bytes(_ size: Int, at offset: Int = 0) throws(KernelError) -> [UInt8] {
        try check(offset, size)
        // SAFETY: checked to lie within the mapping.
        return unsafe Array(UnsafeRawBufferPointer(start: base + offset, count: size))
    }

    private func check(_ offset: Int, _ size: Int) throws(KernelError) {
        guard offset >= 0, size >= 0, size <= count, offset <= count - size else {
            throw .unfit(
                subject: "map '\(name)'",
                reason: "\(size) bytes at \(offset), expected them within \(count)")
        }
    }
}

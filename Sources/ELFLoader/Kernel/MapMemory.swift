internal import SwiftletShims

/// A map's values as memory shared with programs (BPF_F_MMAPABLE, Linux 5.5): the values of an array in
/// order, each padded to 8 bytes.
///
/// Programs on other CPUs access the memory concurrently. An aligned integer is read or written in one
/// access; larger values may tear.
@safe public final class MapMemory: @unchecked Sendable {
    // Sendable: the address never changes, and the bytes are shared with programs anyway.
    private let base: UnsafeMutableRawPointer
    /// In bytes.
    public let count: Int
    /// False for frozen maps, and for maps mapped read-only.
    package let isWritable: Bool
    private let mapped: Int
    private let name: String

    /// Maps `count` bytes of a map.
    ///
    /// - Parameters:
    ///   - map: Borrowed; the fd may be closed afterwards.
    ///   - count: At most the size of the map.
    ///   - fixed: The address to map at; nil for any address.
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
        // SAFETY: this object is the only owner of the mapping, and nothing refers to it any more.
        _ = unsafe swiftlet_unmap(base, mapped)
    }

    /// Reads a value at an offset in bytes.
    ///
    /// - Throws: `KernelError.unfit` if the value exceeds the memory.
    public func load<Value: MapElement>(
        as type: Value.Type, at offset: Int = 0
    ) throws(KernelError) -> Value {
        try check(offset, MemoryLayout<Value>.size)
        // SAFETY: the range was checked; every bit pattern is a valid value of such a type.
        return unsafe base.loadUnaligned(fromByteOffset: offset, as: type)
    }

    /// Writes a value at an offset in bytes.
    ///
    /// - Throws: `KernelError.unfit` if the value exceeds the memory, or if the memory is read-only.
    public func store<Value: MapElement>(_ value: Value, at offset: Int = 0) throws(KernelError) {
        try check(offset, MemoryLayout<Value>.size)
        guard isWritable else {
            throw .unfit(subject: "map '\(name)'", reason: "is read-only: it is frozen, or a constant's")
        }
        // SAFETY: the range was checked, and the mapping is writable.
        unsafe base.storeBytes(of: value, toByteOffset: offset, as: Value.self)
    }

    /// Writes bytes at an offset.
    ///
    /// - Throws: as `store(_:at:)`.
    public func store(bytes: [UInt8], at offset: Int = 0) throws(KernelError) {
        try check(offset, bytes.count)
        guard isWritable else {
            throw .unfit(subject: "map '\(name)'", reason: "is read-only: it is frozen, or a constant's")
        }
        // SAFETY: the range was checked, and the mapping is writable.
        unsafe UnsafeMutableRawBufferPointer(start: base + offset, count: bytes.count)
            .copyBytes(from: bytes)
    }

    /// Copies bytes at an offset.
    ///
    /// - Throws: `KernelError.unfit` if they exceed the memory.
    public func bytes(_ size: Int, at offset: Int = 0) throws(KernelError) -> [UInt8] {
        try check(offset, size)
        // SAFETY: the range was checked.
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

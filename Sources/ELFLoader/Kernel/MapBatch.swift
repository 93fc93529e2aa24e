internal import SwiftletShims

/// Elements of a map, read in one call.
package struct MapBatch: Sendable {
    /// `count` keys, concatenated.
    package fileprivate(set) var keys: [UInt8] = []
    /// `count` values, concatenated.
    package fileprivate(set) var values: [UInt8] = []
    package fileprivate(set) var count = 0
    /// The position of the next batch; nil at the end of the map.
    package fileprivate(set) var next: [UInt8]?
}

extension Kernel {
    /// Reads up to `limit` elements, and deletes them if `deleting` is set (BPF_MAP_LOOKUP_BATCH,
    /// BPF_MAP_LOOKUP_AND_DELETE_BATCH; Linux 5.6).
    ///
    /// A hash returns complete buckets: no element appears twice, whatever is deleted meanwhile.
    ///
    /// - Parameters:
    ///   - start: The previous batch's `next`; nil to begin.
    ///   - limit: The maximum number of elements. For a hash, at least the size of its fullest bucket;
    ///     otherwise the kernel returns ENOSPC.
    ///   - keySize: The map's key size.
    ///   - valueSize: The map's value size; for a per-CPU map, that of all CPUs' parts together.
    /// - Throws: `KernelError.call`, with ENOTSUPP if this kernel has no batches for the map's type.
    package static func mapLookupBatch(
        _ map: Int32, from start: [UInt8]?, limit: Int, keySize: Int, valueSize: Int,
        deleting: Bool = false, flags: UInt64 = 0, name: String
    ) throws(KernelError) -> MapBatch {
        let command: Command = deleting ? .mapLookupAndDeleteBatch : .mapLookupBatch
        let subject = "map '\(name)'"
        guard limit > 0, keySize > 0, valueSize > 0, limit <= largestBatch / (keySize + valueSize) else {
            throw .unfit(subject: subject, reason: "a batch of \(limit) elements, expected 1 to \(largestBatch) bytes of them")
        }
        var batch = MapBatch()
        batch.keys = [UInt8](repeating: 0, count: limit * keySize)
        batch.values = [UInt8](repeating: 0, count: limit * valueSize)
        // A key, or a 4-byte bucket number for a hash.
        var next = [UInt8](repeating: 0, count: max(keySize, 4))
        var attributes = bpf_attr_map_batch()
        attributes.map_fd = UInt32(bitPattern: map)
        attributes.count = UInt32(clamping: limit)
        attributes.elem_flags = flags
        // SAFETY: arrays that outlive the call, with room for `count` keys and values; the kernel reads
        // and writes a position of at most a key's size, or 4 bytes.
        let result = unsafe (start ?? []).withUnsafeBytes { start in
            unsafe next.withUnsafeMutableBytes { next in
                unsafe batch.keys.withUnsafeMutableBytes { keys in
                    unsafe batch.values.withUnsafeMutableBytes { values in
                        if start.count >= next.count {
                            unsafe attributes.in_batch = address(start.baseAddress)
                        }
                        unsafe attributes.out_batch = address(next.baseAddress)
                        unsafe attributes.keys = address(keys.baseAddress)
                        unsafe attributes.values = address(values.baseAddress)
                        return SystemCalls.bpf(command, &attributes)
                    }
                }
            }
        }
        let isEnd = Errno(result: result) == .noEntry
        guard result >= 0 || isEnd else { throw error(command, subject, Errno(result: result)) }
        batch.count = min(Int(attributes.count), limit)
        batch.keys.removeLast((limit - batch.count) * keySize)
        batch.values.removeLast((limit - batch.count) * valueSize)
        batch.next = isEnd ? nil : next
        return batch
    }

    /// Sets the values for several keys (BPF_MAP_UPDATE_BATCH, Linux 5.6).
    ///
    /// - Parameters:
    ///   - keys: Keys of the map's key size, concatenated.
    ///   - values: As many values of the map's value size.
    ///   - flags: As in `mapUpdate`.
    /// - Throws: `KernelError.batch` with the number of elements written before the one that failed.
    package static func mapUpdateBatch(
        _ map: Int32, keys: [UInt8], values: [UInt8], count: Int, flags: UInt64 = 0, name: String
    ) throws(KernelError) {
        var attributes = bpf_attr_map_batch()
        attributes.map_fd = UInt32(bitPattern: map)
        attributes.count = UInt32(clamping: count)
        attributes.elem_flags = flags
        // SAFETY: arrays that outlive the call and hold `count` keys and values, as the caller promises.
        let result = unsafe keys.withUnsafeBytes { keys in
            unsafe values.withUnsafeBytes { values in
                unsafe attributes.keys = address(keys.baseAddress)
                unsafe attributes.values = address(values.baseAddress)
                return SystemCalls.bpf(.mapUpdateBatch, &attributes)
            }
        }
        try finishBatch(.mapUpdateBatch, result, attributes, count, name)
    }

    /// Deletes several keys (BPF_MAP_DELETE_BATCH, Linux 5.6).
    ///
    /// - Throws: `KernelError.batch` with the number of keys deleted before one that was missing.
    package static func mapDeleteBatch(
        _ map: Int32, keys: [UInt8], count: Int, name: String
    ) throws(KernelError) {
        var attributes = bpf_attr_map_batch()
        attributes.map_fd = UInt32(bitPattern: map)
        attributes.count = UInt32(clamping: count)
        // SAFETY: an array that outlives the call and holds `count` keys, as the caller promises.
        let result = unsafe keys.withUnsafeBytes { keys in
            unsafe attributes.keys = address(keys.baseAddress)
            return SystemCalls.bpf(.mapDeleteBatch, &attributes)
        }
        try finishBatch(.mapDeleteBatch, result, attributes, count, name)
    }

    private static func finishBatch(
        _ command: Command, _ result: Int, _ attributes: bpf_attr_map_batch, _ count: Int,
        _ name: String
    ) throws(KernelError) {
        guard result < 0 else { return }
        let errno = Errno(result: result)
        // The kernel reports how far it got, unless it never started.
        let done = Int(attributes.count)
        if errno != .notSupportedInternal, errno != .notPermitted, done < count {
            throw .batch(command: command, subject: "map '\(name)'", done: done, of: count, errno: errno)
        }
        throw error(command, "map '\(name)'", errno)
    }

    /// The maximum size of a batch's keys and values, in bytes.
    private static var largestBatch: Int { 1 << 26 }
}

package import SwiftletKernel
internal import SwiftletObject

extension LoadedMap {
    /// Reads up to `limit` elements in one call (Linux 5.6), and deletes them if `deleting` is set.
    ///
    /// - Parameters:
    ///   - start: The previous batch's `next`; nil to begin.
    ///   - limit: The maximum number of elements. A hash returns complete buckets: if a bucket holds more
    ///     than `limit`, the kernel returns ENOSPC.
    ///   - deleting: Deletes the elements that were read.
    /// - Throws: `KernelError.missingFeature`; `.unfit` if the map's type has no batch operations; `.call`.
    package func batch(
        from start: [UInt8]? = nil, limit: Int, deleting: Bool = false
    ) throws(KernelError) -> MapBatch {
        try explainingBatches { () throws(KernelError) in
            try Kernel.mapLookupBatch(
                descriptor.number, from: start, limit: limit, keySize: keySize,
                valueSize: try wholeValueSize(), deleting: deleting, name: name)
        }
    }

    /// Sets the values for several keys in one call (Linux 5.6).
    ///
    /// - Throws: `KernelError.unfit` if a size is wrong, or the map's type has no batch operations;
    ///   `.missingFeature`; `.batch` with the number of elements written before the one that failed.
    package func update(
        _ elements: [(key: [UInt8], value: [UInt8])], mode: UpdateMode = .any
    ) throws(KernelError) {
        let size = try wholeValueSize()
        var keys: [UInt8] = []
        var values: [UInt8] = []
        for (key, value) in elements {
            try check(key, keySize, "key")
            try check(value, size, "value")
            keys += key
            values += value
        }
        try explainingBatches { () throws(KernelError) in
            try Kernel.mapUpdateBatch(
                descriptor.number, keys: keys, values: values, count: elements.count,
                flags: mode.rawValue, name: name)
        }
    }

    /// Deletes several keys in one call (Linux 5.6).
    ///
    /// - Throws: `KernelError.unfit` if a size is wrong, or the map's type has no batch operations;
    ///   `.missingFeature`; `.batch` with the number of keys deleted before one that was missing.
    package func delete(keys: [[UInt8]]) throws(KernelError) {
        var all: [UInt8] = []
        for key in keys {
            try check(key, keySize, "key")
            all += key
        }
        try explainingBatches { () throws(KernelError) in
            try Kernel.mapDeleteBatch(descriptor.number, keys: all, count: keys.count, name: name)
        }
    }

    private func explainingBatches<Value>(
        _ body: () throws(KernelError) -> Value
    ) throws(KernelError) -> Value {
        do { return try body() } catch .call(_, let subject, .notSupportedInternal) {
            switch type {
            case .hash, .lruHash, .perCPUHash, .lruPerCPUHash, .array:
                throw .missingFeature("batch operations of maps", since: "5.6", subject: subject)
            case .perCPUArray:
                throw .missingFeature(
                    "batch operations of percpu_array maps", since: "5.13", subject: subject)
            default:
                throw .unfit(
                    subject: subject,
                    reason: "this kernel has no batch operations for a map of type \(type.name)")
            }
        }
    }
}

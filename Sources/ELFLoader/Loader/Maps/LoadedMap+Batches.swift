package import SwiftletKernel
internal import SwiftletObject

extension LoadedMap {
    /// Reads some elements in one call (Linux 5.6), and removes them if asked to.
    ///
    /// - Parameters:
    ///   - start: The `next` of the batch before; nil for the beginning.
    ///   - limit: The most elements to read. A hash hands out whole buckets: with a limit that is less
    ///     than a bucket has, the kernel says ENOSPC.
    ///   - deleting: Removes what was read.
    /// - Throws: `KernelError.missingFeature` or `.unfit` where the map's type has no batches, `.call`.
    package func batch(
        from start: [UInt8]? = nil, limit: Int, deleting: Bool = false
    ) throws(KernelError) -> MapBatch {
        try explainingBatches { () throws(KernelError) in
            try Kernel.mapLookupBatch(
                descriptor.number, from: start, limit: limit, keySize: keySize,
                valueSize: try wholeValueSize(), deleting: deleting, name: name)
        }
    }

    /// Puts several values under keys, in one call (Linux 5.6).
    ///
    /// - Throws: `KernelError.unfit` if a size is wrong, or the map's type has no batches;
    ///   `.missingFeature`; `.batch` with how many were put before one could not be.
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

    /// Removes several keys, in one call (Linux 5.6).
    ///
    /// - Throws: `KernelError.unfit` if a size is wrong, or the map's type has no batches;
    ///   `.missingFeature`; `.batch` with how many were removed before one was not there.
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

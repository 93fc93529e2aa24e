public import SwiftletKernel
internal import SwiftletObject

extension LoadedMap {
    /// Whether an update may add a key, replace one, or both.
    public enum UpdateMode: UInt64, Sendable {
        /// Adds or replaces (BPF_ANY).
        case any = 0
        /// Adds only; EEXIST if the key exists (BPF_NOEXIST).
        case new = 1
        /// Replaces only; ENOENT if the key is missing (BPF_EXIST).
        case existing = 2
    }

    /// Sets the value for a key. The value of a per-CPU map is the parts of all CPUs.
    ///
    /// - Parameters:
    ///   - key: `keySize` bytes.
    ///   - value: `valueSize` bytes; in a per-CPU map, that many for each CPU, each part padded to 8 bytes.
    ///   - mode: Whether the key may or must exist already.
    ///   - locked: Takes the `bpf_spin_lock` in the value (BPF_F_LOCK, Linux 5.1), so that no program sees a
    ///     partial update.
    /// - Throws: `KernelError.unfit` if a size is wrong, `.call`.
    public func update(
        key: [UInt8], value: [UInt8], mode: UpdateMode = .any, locked: Bool = false
    ) throws(KernelError) {
        try check(key, keySize, "key")
        try check(value, try wholeValueSize(), "value")
        try Kernel.mapUpdate(
            descriptor.number, key: key, value: value, flags: mode.rawValue | Self.flags(locked),
            name: name)
    }

    /// The value for a key, or nil. A per-CPU map returns the parts of all CPUs in order, each padded to 8
    /// bytes.
    ///
    /// - Parameters:
    ///   - key: `keySize` bytes.
    ///   - locked: As in `update`.
    /// - Throws: `KernelError.unfit` if the key has the wrong size, `.call`.
    public func lookup(key: [UInt8], locked: Bool = false) throws(KernelError) -> [UInt8]? {
        try check(key, keySize, "key")
        return try Kernel.mapLookup(
            descriptor.number, key: key, valueSize: try wholeValueSize(), flags: Self.flags(locked),
            name: name)
    }

    /// Deletes a key. Returns false if the map doesn't have it.
    ///
    /// - Throws: `KernelError.unfit` if the key has the wrong size, `.call`.
    @discardableResult
    public func delete(key: [UInt8]) throws(KernelError) -> Bool {
        try check(key, keySize, "key")
        return try Kernel.mapDelete(descriptor.number, key: key, name: name)
    }

    /// Reads and deletes a key in one step (hashes: Linux 5.14); nil if the map doesn't have it.
    ///
    /// - Throws: `KernelError.unfit` if the key has the wrong size, `.missingFeature`, `.call`.
    package func remove(key: [UInt8]) throws(KernelError) -> [UInt8]? {
        try check(key, keySize, "key")
        return try Kernel.mapLookupAndDelete(
            descriptor.number, key: key, valueSize: try wholeValueSize(), name: name)
    }

    /// The first key in the kernel's order; nil if the map is empty.
    ///
    /// - Throws: `KernelError.call`.
    package func firstKey() throws(KernelError) -> [UInt8]? {
        try Kernel.mapNextKey(descriptor.number, after: nil, keySize: keySize, name: name)
    }

    /// The key after `key`; nil after the last. If `key` is not in the map (any more), a hash returns its
    /// first key.
    ///
    /// - Throws: `KernelError.unfit` if the key has the wrong size, `.call`.
    public func nextKey(after key: [UInt8]) throws(KernelError) -> [UInt8]? {
        try check(key, keySize, "key")
        return try Kernel.mapNextKey(descriptor.number, after: key, keySize: keySize, name: name)
    }

    /// Makes the map read-only for system calls (Linux 5.2). This can't be undone.
    ///
    /// - Throws: `KernelError.call`, with EBUSY while it is mapped writable.
    public func freeze() throws(KernelError) {
        try Kernel.mapFreeze(descriptor.number, name: name)
    }

    // MARK: Queues, stacks and bloom filters, which have no keys

    /// Pushes a value to a queue or stack, or adds it to a bloom filter.
    ///
    /// - Parameters:
    ///   - value: `valueSize` bytes.
    ///   - replacing: Drops the oldest value of a full queue or stack (BPF_EXIST).
    /// - Throws: `KernelError.unfit` for a map with keys or a value of the wrong size, `.call` with E2BIG if
    ///   the map is full.
    package func push(_ value: [UInt8], replacing: Bool = false) throws(KernelError) {
        try check([], keySize, "no key")
        try check(value, valueSize, "value")
        try Kernel.mapUpdate(
            descriptor.number, key: [], value: value, flags: replacing ? 2 : 0, name: name)
    }

    /// Removes and returns the next value of a queue or stack; nil if it is empty.
    ///
    /// - Throws: `KernelError.unfit` for a map with keys, `.call`.
    package func pop() throws(KernelError) -> [UInt8]? {
        try check([], keySize, "no key")
        return try Kernel.mapLookupAndDelete(
            descriptor.number, key: [], valueSize: valueSize, name: name)
    }

    /// Returns the next value of a queue or stack without removing it; nil if it is empty.
    ///
    /// - Throws: `KernelError.unfit` for a map with keys, `.call`.
    package func peek() throws(KernelError) -> [UInt8]? {
        try check([], keySize, "no key")
        return try Kernel.mapLookup(descriptor.number, key: [], valueSize: valueSize, name: name)
    }

    /// Whether a bloom filter may hold a value. Never false for a value that was added.
    ///
    /// - Throws: `KernelError.unfit` for a map of another type or a value of the wrong size, `.call`.
    package func mayContain(_ value: [UInt8]) throws(KernelError) -> Bool {
        guard type == .bloomFilter else {
            throw .unfit(subject: "map '\(name)'", reason: "is a \(type.name), expected a bloom_filter")
        }
        try check(value, valueSize, "value")
        return try Kernel.mapContains(descriptor.number, value: value, name: name)
    }

    // MARK: Per-CPU values

    /// The value of each possible CPU for a key, indexed by CPU number; nil if the map doesn't have the key.
    ///
    /// - Throws: `KernelError.unfit` for a map that is not per CPU, or a key of the wrong size; `.call`.
    package func parts(key: [UInt8]) throws(KernelError) -> [[UInt8]]? {
        try checkPerCPU()
        guard let whole = try lookup(key: key) else { return nil }
        let stride = (valueSize + 7) / 8 * 8
        return (0..<whole.count / stride).map { part in
            Array(whole[part * stride..<part * stride + valueSize])
        }
    }

    /// Sets the value of each possible CPU for a key.
    ///
    /// - Parameters:
    ///   - key: `keySize` bytes.
    ///   - parts: `valueSize` bytes for each possible CPU (`Kernel.possibleProcessors`).
    ///   - mode: Whether the key may or must exist already.
    /// - Throws: `KernelError.unfit` for a map that is not per-CPU, or a wrong count or size; `.call`.
    package func update(
        key: [UInt8], parts: [[UInt8]], mode: UpdateMode = .any
    ) throws(KernelError) {
        try checkPerCPU()
        let expected = try Kernel.possibleProcessors()
        guard parts.count == expected else {
            throw .unfit(
                subject: "map '\(name)'",
                reason: "values for \(parts.count) CPUs, expected \(expected): one for each possible CPU")
        }
        let padding = [UInt8](repeating: 0, count: (valueSize + 7) / 8 * 8 - valueSize)
        var whole: [UInt8] = []
        for part in parts {
            try check(part, valueSize, "value")
            whole += part + padding
        }
        try update(key: key, value: whole, mode: mode)
    }

    // MARK: Sizes

    /// The size of a value in system calls. A per-CPU map has a part for each possible CPU, each padded to 8
    /// bytes.
    func wholeValueSize() throws(KernelError) -> Int {
        guard type.isPerCPU else { return valueSize }
        return (valueSize + 7) / 8 * 8 * (try Kernel.possibleProcessors())
    }

    func check(_ bytes: [UInt8], _ size: Int, _ what: String) throws(KernelError) {
        guard bytes.count == size else {
            throw .unfit(
                subject: "map '\(name)'", reason: "\(what) of \(bytes.count) bytes, expected \(size)")
        }
    }

    private func checkPerCPU() throws(KernelError) {
        guard type.isPerCPU else {
            throw .unfit(subject: "map '\(name)'", reason: "is a \(type.name): its values are not per CPU")
        }
    }

    /// BPF_F_LOCK
    private static func flags(_ locked: Bool) -> UInt64 { locked ? 4 : 0 }
}

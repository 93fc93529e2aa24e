public import SwiftletKernel
internal import SwiftletObject

extension LoadedMap {
    /// Which keys an update is for.
    public enum UpdateMode: UInt64, Sendable {
        /// Those that are there, and new ones: BPF_ANY.
        case any = 0
        /// Only new ones; EEXIST else: BPF_NOEXIST.
        case new = 1
        /// Only those that are there; ENOENT else: BPF_EXIST.
        case existing = 2
    }

    /// Puts a value under a key; both as many bytes as the map says, of a per-CPU map all CPUs' parts.
    ///
    /// - Parameters:
    ///   - key: `keySize` bytes.
    ///   - value: `valueSize` bytes, for each CPU where values are per CPU.
    ///   - mode: Whether there is to be an element under the key already.
    ///   - locked: Under the `bpf_spin_lock` that the value holds (BPF_F_LOCK, Linux 5.1), so that no
    ///     program sees half of it.
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

    /// The value under a key, or nil; of a per-CPU map, all CPUs' parts one after the other, each rounded
    /// up to 8 bytes.
    ///
    /// - Parameters:
    ///   - key: `keySize` bytes.
    ///   - locked: As of `update`.
    /// - Throws: `KernelError.unfit` if the key has the wrong size, `.call`.
    public func lookup(key: [UInt8], locked: Bool = false) throws(KernelError) -> [UInt8]? {
        try check(key, keySize, "key")
        return try Kernel.mapLookup(
            descriptor.number, key: key, valueSize: try wholeValueSize(), flags: Self.flags(locked),
            name: name)
    }

    /// Removes a key. False if it was not there.
    ///
    /// - Throws: `KernelError.unfit` if the key has the wrong size, `.call`.
    @discardableResult
    public func delete(key: [UInt8]) throws(KernelError) -> Bool {
        try check(key, keySize, "key")
        return try Kernel.mapDelete(descriptor.number, key: key, name: name)
    }

    /// The value under a key, which is removed, in one (hashes: Linux 5.14); nil if it was not there.
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

    /// The key after another; nil after the last. If the other is not there (any more), a hash begins with
    /// the first key again.
    ///
    /// - Throws: `KernelError.unfit` if the key has the wrong size, `.call`.
    public func nextKey(after key: [UInt8]) throws(KernelError) -> [UInt8]? {
        try check(key, keySize, "key")
        return try Kernel.mapNextKey(descriptor.number, after: key, keySize: keySize, name: name)
    }

    /// Has system calls no longer write to the map (Linux 5.2). There is no way back.
    ///
    /// - Throws: `KernelError.call`, with EBUSY while it is mapped writable.
    public func freeze() throws(KernelError) {
        try Kernel.mapFreeze(descriptor.number, name: name)
    }

    // MARK: Queues, stacks and bloom filters, which have no keys

    /// Puts a value at the end of a queue, on a stack, or into a bloom filter.
    ///
    /// - Parameters:
    ///   - value: `valueSize` bytes.
    ///   - replacing: Throws away the oldest value of a full queue or stack (BPF_EXIST).
    /// - Throws: `KernelError.unfit` for a map with keys or a value of the wrong size, `.call` with E2BIG
    ///   if it is full.
    package func push(_ value: [UInt8], replacing: Bool = false) throws(KernelError) {
        try check([], keySize, "no key")
        try check(value, valueSize, "value")
        try Kernel.mapUpdate(
            descriptor.number, key: [], value: value, flags: replacing ? 2 : 0, name: name)
    }

    /// Takes the next value of a queue or stack; nil if it is empty.
    ///
    /// - Throws: `KernelError.unfit` for a map with keys, `.call`.
    package func pop() throws(KernelError) -> [UInt8]? {
        try check([], keySize, "no key")
        return try Kernel.mapLookupAndDelete(
            descriptor.number, key: [], valueSize: valueSize, name: name)
    }

    /// The next value of a queue or stack, which stays; nil if it is empty.
    ///
    /// - Throws: `KernelError.unfit` for a map with keys, `.call`.
    package func peek() throws(KernelError) -> [UInt8]? {
        try check([], keySize, "no key")
        return try Kernel.mapLookup(descriptor.number, key: [], valueSize: valueSize, name: name)
    }

    /// Whether a bloom filter may hold a value: never false for one that was put into it.
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

    /// What each possible CPU has under a key, by the CPU's number; nil if the key is not there.
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

    /// Gives each possible CPU its value under a key.
    ///
    /// - Parameters:
    ///   - key: `keySize` bytes.
    ///   - parts: One of `valueSize` bytes for each possible CPU (`Kernel.possibleProcessors`).
    ///   - mode: Whether there is to be an element under the key already.
    /// - Throws: `KernelError.unfit` for a map that is not per CPU, or a wrong number or size; `.call`.
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

    /// Of a per-CPU map, the parts of all possible CPUs, each rounded up to 8 bytes.
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

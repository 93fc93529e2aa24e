public import SwiftletKernel
internal import SwiftletObject

/// A hash with a value per CPU for each key (BPF_MAP_TYPE_PERCPU_HASH, BPF_MAP_TYPE_LRU_PERCPU_HASH).
public struct PerCPUHashMap<Key: MapElement, Value: MapElement>: KeyedMap {
    public let map: LoadedMap

    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect(
            [.perCPUHash, .lruPerCPUHash], key: MemoryLayout<Key>.size,
            value: MemoryLayout<Value>.size)
        self.map = map
    }

    /// The values for a key, indexed by CPU number; nil if the map doesn't have the key.
    public subscript(key: Key) -> [Value]? {
        get throws(KernelError) { try map.parts(key: key.mapBytes)?.compactMap { Value(mapBytes: $0) } }
    }

    /// Sets the value of each possible CPU for a key.
    ///
    /// - Throws: `KernelError.unfit` unless there is one value for each possible CPU.
    public func update(
        _ key: Key, to values: [Value], mode: LoadedMap.UpdateMode = .any
    ) throws(KernelError) {
        try map.update(key: key.mapBytes, parts: values.map { $0.mapBytes }, mode: mode)
    }
}

/// An array with a value per CPU in each slot (BPF_MAP_TYPE_PERCPU_ARRAY).
public struct PerCPUArray<Value: MapElement>: TypedMap {
    public let map: LoadedMap

    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect([.perCPUArray], key: nil, value: MemoryLayout<Value>.size)
        self.map = map
    }

    /// The number of slots.
    public var count: Int { map.maxEntries }

    /// The values in a slot, indexed by CPU number.
    ///
    /// - Throws: `KernelError.unfit` if the array has no such slot.
    public subscript(index: Int) -> [Value] {
        get throws(KernelError) {
            try map.parts(key: try map.slot(index))?.compactMap { Value(mapBytes: $0) } ?? []
        }
    }

    /// Sets the value of each possible CPU in a slot.
    ///
    /// - Throws: `KernelError.unfit` unless there is one value for each possible CPU.
    public func update(_ index: Int, to values: [Value]) throws(KernelError) {
        try map.update(key: try map.slot(index), parts: values.map { $0.mapBytes })
    }
}

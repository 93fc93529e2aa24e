public import SwiftletKernel
internal import SwiftletObject

/// A hash map (BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_LRU_HASH).
public struct HashMap<Key: MapElement, Value: MapElement>: KeyedMap {
    public let map: LoadedMap

    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect(
            [.hash, .lruHash], key: MemoryLayout<Key>.size, value: MemoryLayout<Value>.size)
        self.map = map
    }

    /// The value for a key; nil if the map doesn't have the key.
    public subscript(key: Key) -> Value? {
        get throws(KernelError) { try map.value(key, as: Value.self) }
    }

    /// Sets the value for a key.
    ///
    /// - Throws: `KernelError.call`, with EEXIST or ENOENT if `mode` forbids it, with E2BIG if the map is
    ///   full.
    public func update(
        _ key: Key, to value: Value, mode: LoadedMap.UpdateMode = .any
    ) throws(KernelError) {
        try map.set(key, to: value, mode: mode)
    }

    /// Sets the values for several keys in one call (Linux 5.6).
    ///
    /// - Throws: `KernelError.missingFeature`; `.batch` with the number of elements written before the one
    ///   that failed.
    public func update(
        _ elements: [(key: Key, value: Value)], mode: LoadedMap.UpdateMode = .any
    ) throws(KernelError) {
        try map.update(elements.map { ($0.key.mapBytes, $0.value.mapBytes) }, mode: mode)
    }

    /// Reads a value and deletes its key in one step (Linux 5.14); nil if the map doesn't have the key.
    ///
    /// - Throws: `KernelError.missingFeature` on an older kernel.
    public func remove(_ key: Key) throws(KernelError) -> Value? {
        try map.remove(key: key.mapBytes).flatMap { Value(mapBytes: $0) }
    }

    /// Iterates over the elements, in batches if the kernel supports them.
    public func entries() throws(KernelError) -> MapEntries<Key, Value> {
        try map.entries(Key.self, Value.self)
    }
}

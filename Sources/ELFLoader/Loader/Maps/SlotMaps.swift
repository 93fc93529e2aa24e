public import SwiftletKernel
internal import SwiftletObject

/// Programs by slot, for tail calls (BPF_MAP_TYPE_PROG_ARRAY).
public struct ProgramArray: TypedMap {
    public let map: LoadedMap

    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect([.programArray], key: nil, value: nil)
        self.map = map
    }

    /// The number of slots.
    public var count: Int { map.maxEntries }

    /// Puts a program into a slot, replacing the previous one. The map holds a reference to the program.
    ///
    /// - Throws: `KernelError.call` with EINVAL if the program's type differs from that of earlier programs.
    public func update(_ slot: Int, to program: LoadedProgram) throws(KernelError) {
        try map.update(
            key: try map.slot(slot),
            value: LoadedMap.bytes(UInt32(bitPattern: program.descriptor.number)))
    }

    /// Empties a slot. A tail call to an empty slot continues with the next instruction. Returns false if the
    /// slot was empty.
    @discardableResult
    public func clear(_ slot: Int) throws(KernelError) -> Bool {
        try map.delete(key: try map.slot(slot))
    }
}

/// A map of maps (BPF_MAP_TYPE_ARRAY_OF_MAPS, BPF_MAP_TYPE_HASH_OF_MAPS, Linux 4.12). The keys of an array
/// are `UInt32`.
public struct MapOfMaps<Key: MapElement>: KeyedMap {
    public let map: LoadedMap

    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect([.arrayOfMaps, .hashOfMaps], key: MemoryLayout<Key>.size, value: nil)
        self.map = map
    }

    /// Sets the inner map for a key, replacing the previous one. The outer map holds a reference to it.
    ///
    /// - Throws: `KernelError.call` with EINVAL if the inner map doesn't match the template.
    public func update(
        _ key: Key, to inner: LoadedMap, mode: LoadedMap.UpdateMode = .any
    ) throws(KernelError) {
        try map.update(
            key: key.mapBytes,
            value: LoadedMap.bytes(UInt32(bitPattern: inner.descriptor.number)), mode: mode)
    }
}

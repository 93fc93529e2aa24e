public import SwiftletKernel
internal import SwiftletObject

/// Programs by slot, for tail calls (BPF_MAP_TYPE_PROG_ARRAY).
public struct ProgramArray: TypedMap {
    public let map: LoadedMap

    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect([.programArray], key: nil, value: nil)
        self.map = map
    }

    /// How many slots there are.
    public var count: Int { map.maxEntries }

    /// Puts a program into a slot, in place of the one before. The map holds it from then on.
    ///
    /// - Throws: `KernelError.call` with EINVAL if the program is of another type than those before it.
    public func update(_ slot: Int, to program: LoadedProgram) throws(KernelError) {
        try map.update(
            key: try map.slot(slot),
            value: LoadedMap.bytes(UInt32(bitPattern: program.descriptor.number)))
    }

    /// Empties a slot: a tail call to it goes on with the next instruction. False if it was empty.
    @discardableResult
    public func clear(_ slot: Int) throws(KernelError) -> Bool {
        try map.delete(key: try map.slot(slot))
    }
}

/// Maps in a map (BPF_MAP_TYPE_ARRAY_OF_MAPS, BPF_MAP_TYPE_HASH_OF_MAPS, Linux 4.12). The keys of an array
/// are `UInt32`.
public struct MapOfMaps<Key: MapElement>: KeyedMap {
    public let map: LoadedMap

    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect([.arrayOfMaps, .hashOfMaps], key: MemoryLayout<Key>.size, value: nil)
        self.map = map
    }

    /// Puts a map under a key, in place of the one before. The outer map holds it from then on.
    ///
    /// - Throws: `KernelError.call` with EINVAL if the inner map does not fit the template.
    public func update(
        _ key: Key, to inner: LoadedMap, mode: LoadedMap.UpdateMode = .any
    ) throws(KernelError) {
        try map.update(
            key: key.mapBytes,
            value: LoadedMap.bytes(UInt32(bitPattern: inner.descriptor.number)), mode: mode)
    }
}

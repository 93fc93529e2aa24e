public import SwiftletKernel
internal import SwiftletObject

/// An array (BPF_MAP_TYPE_ARRAY). Each slot holds zeros until it is written.
public struct ArrayMap<Value: MapElement>: TypedMap {
    public let map: LoadedMap

    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect([.array], key: nil, value: MemoryLayout<Value>.size)
        self.map = map
    }

    /// The number of slots.
    public var count: Int { map.maxEntries }

    /// The value in a slot.
    ///
    /// - Throws: `KernelError.unfit` if the array has no such slot.
    public subscript(index: Int) -> Value {
        get throws(KernelError) {
            guard let bytes = try map.lookup(key: try map.slot(index)),
                let value = Value(mapBytes: bytes)
            else { throw .unfit(subject: "map '\(map.name)'", reason: "slot \(index) can't be read") }
            return value
        }
    }

    /// Writes a slot.
    ///
    /// - Throws: as the subscript; `.call` with EPERM if the map is frozen.
    public func update(_ index: Int, to value: Value) throws(KernelError) {
        try map.update(key: try map.slot(index), value: value.mapBytes)
    }
}

public import SwiftletKernel
internal import SwiftletObject

/// A map whose kind, key and value types are known at compile time.
///
///     let counts = try HashMap<UInt32, UInt64>(object.maps["counts"])
///     try counts.update(1, to: 40)
///     let count = try counts[1]
///
/// Each kind has only the operations that the kernel supports for it, so a wrong one does not compile. `init`
/// checks once what types can't express, the map's kind and the sizes of its keys and values, and throws
/// `KernelError.unfit`. `LoadedMap` reads and writes bytes, for tools that don't know the object.
public protocol TypedMap: Sendable {
    /// The untyped map.
    var map: LoadedMap { get }
}

/// A map whose keys can be deleted.
public protocol KeyedMap: TypedMap {
    associatedtype Key: MapElement
}

extension KeyedMap {
    /// Deletes a key. Returns false if the map doesn't have it.
    ///
    /// - Throws: `KernelError.call`.
    @discardableResult
    public func delete(_ key: Key) throws(KernelError) -> Bool {
        try map.delete(key: key.mapBytes)
    }
}

extension LoadedMap {
    /// Throws unless the map is of one of these types, with keys and values of these sizes.
    ///
    /// - Parameters:
    ///   - key: In bytes; nil if the map's kind determines it.
    ///   - value: In bytes; nil if the map's kind determines it.
    func expect(_ types: [MapType], key: Int?, value: Int?) throws(KernelError) {
        guard types.contains(type) else {
            var expected = ""
            for type in types { expected += (expected.isEmpty ? "" : " or ") + type.name }
            throw .unfit(subject: "map '\(name)'", reason: "has type \(type.name), expected \(expected)")
        }
        if let key, key != keySize {
            throw .unfit(subject: "map '\(name)'", reason: "has keys of \(keySize) bytes, not \(key)")
        }
        if let value, value != valueSize {
            throw .unfit(subject: "map '\(name)'", reason: "has values of \(valueSize) bytes, not \(value)")
        }
    }

    /// The key of a slot.
    ///
    /// - Throws: `KernelError.unfit` if the map has no such slot.
    func slot(_ index: Int) throws(KernelError) -> [UInt8] {
        guard index >= 0, index < maxEntries else {
            throw .unfit(subject: "map '\(name)'", reason: "has no slot \(index), but \(maxEntries) from 0 on")
        }
        return Self.bytes(UInt32(index))
    }
}

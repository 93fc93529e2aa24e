public import SwiftletKernel

/// Iterates over a map with typed keys and values.
///
///     let entries = try map.entries(UInt32.self, UInt64.self)
///     for (pid, count) in entries { … }
///     if let error = entries.error { … }
///
/// Elements are read in batches where the kernel has them for the map, else one by one. The map may change
/// during iteration, also from within the loop: an element present throughout is returned once; elements
/// added or deleted meanwhile may be missing. Iteration ends at the map's capacity at the latest.
public final class MapEntries<Key: MapElement, Value: MapElement>: Sequence, IteratorProtocol {
    private var cursor: MapCursor
    private let valueSize: Int
    /// The error that ended iteration; nil if it completed.
    public private(set) var error: KernelError?

    init(_ map: LoadedMap) throws(KernelError) {
        cursor = MapCursor(map, valueSize: try map.wholeValueSize())
        valueSize = MemoryLayout<Value>.size
    }

    public func next() -> (key: Key, value: Value)? {
        guard error == nil else { return nil }
        do throws(KernelError) {
            guard let (key, value) = try cursor.next(), let key = Key(mapBytes: key),
                let value = Value(mapBytes: value)
            else { return nil }
            return (key, value)
        } catch {
            self.error = error
            return nil
        }
    }
}

extension LoadedMap {
    /// Iterates over the map's elements.
    ///
    /// - Throws: `KernelError.unfit` if a type's size differs from the map's, or if the map is per-CPU: its
    ///   values have a part for each CPU (`elements`).
    package func entries<Key: MapElement, Value: MapElement>(
        _ key: Key.Type, _ value: Value.Type
    ) throws(KernelError) -> MapEntries<Key, Value> {
        try check(MemoryLayout<Key>.size, keySize, "keys")
        try check(MemoryLayout<Value>.size, try wholeValueSize(), "values")
        return try MapEntries(self)
    }

    /// Calls `body` with each element as bytes; `entries` for maps whose types are not known beforehand.
    ///
    /// - Parameter body: In a per-CPU map, the value is the parts of all CPUs, each padded to 8 bytes.
    /// - Throws: the `KernelError` that ended iteration, or the error from `body`.
    public func forEachElement(
        _ body: (_ key: [UInt8], _ value: [UInt8]) throws(KernelError) -> Void
    ) throws(KernelError) {
        var cursor = MapCursor(self, valueSize: try wholeValueSize())
        while let (key, value) = try cursor.next() { try body(key, value) }
    }

    /// The value for a key; nil if the map doesn't have it.
    ///
    /// - Throws: `KernelError.unfit` if a type's size differs from the map's, `.call`.
    package func value<Key: MapElement, Value: MapElement>(
        _ key: Key, as type: Value.Type
    ) throws(KernelError) -> Value? {
        try check(MemoryLayout<Value>.size, try wholeValueSize(), "values")
        return try lookup(key: key.mapBytes).flatMap { Value(mapBytes: $0) }
    }

    /// Sets the value for a key.
    ///
    /// - Throws: `KernelError.unfit` if a type's size differs from the map's, `.call`.
    package func set<Key: MapElement, Value: MapElement>(
        _ key: Key, to value: Value, mode: UpdateMode = .any
    ) throws(KernelError) {
        try update(key: key.mapBytes, value: value.mapBytes, mode: mode)
    }

    private func check(_ size: Int, _ expected: Int, _ what: String) throws(KernelError) {
        guard size == expected else {
            throw .unfit(
                subject: "map '\(name)'", reason: "\(what) of \(size) bytes, expected \(expected)")
        }
    }
}

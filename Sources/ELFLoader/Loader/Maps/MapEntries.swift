public import SwiftletKernel

/// The elements of a map as they are while it is gone through, with typed keys and values.
///
///     let entries = try map.entries(UInt32.self, UInt64.self)
///     for (pid, count) in entries { … }
///     if let error = entries.error { … }
///
/// Elements are read in batches where the kernel has them for the map, else one by one. The map may be
/// changed meanwhile, by this loop too: what is there all the time comes once, what comes or goes may be
/// left out. It ends after as many elements as the map can hold, whatever happens to it.
public final class MapEntries<Key: MapElement, Value: MapElement>: Sequence, IteratorProtocol {
    private var cursor: MapCursor
    private let valueSize: Int
    /// Why there are no more; nil if all went well.
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
    /// The map's elements, read while they are gone through.
    ///
    /// - Throws: `KernelError.unfit` if a type is not as large as the map's keys or values are, or if the
    ///   map is per CPU: its values have a part for each (`elements`).
    package func entries<Key: MapElement, Value: MapElement>(
        _ key: Key.Type, _ value: Value.Type
    ) throws(KernelError) -> MapEntries<Key, Value> {
        try check(MemoryLayout<Key>.size, keySize, "keys")
        try check(MemoryLayout<Value>.size, try wholeValueSize(), "values")
        return try MapEntries(self)
    }

    /// Hands out each element as bytes; as `entries`, for maps whose types are not known beforehand.
    ///
    /// - Parameter body: Of a per-CPU map it gets all CPUs' parts, each rounded up to 8 bytes.
    /// - Throws: `KernelError`, and what it was that ended the reading.
    public func forEachElement(
        _ body: (_ key: [UInt8], _ value: [UInt8]) throws(KernelError) -> Void
    ) throws(KernelError) {
        var cursor = MapCursor(self, valueSize: try wholeValueSize())
        while let (key, value) = try cursor.next() { try body(key, value) }
    }

    /// The value under a key; nil if it is not there.
    ///
    /// - Throws: `KernelError.unfit` if a type has another size than the map says, `.call`.
    package func value<Key: MapElement, Value: MapElement>(
        _ key: Key, as type: Value.Type
    ) throws(KernelError) -> Value? {
        try check(MemoryLayout<Value>.size, try wholeValueSize(), "values")
        return try lookup(key: key.mapBytes).flatMap { Value(mapBytes: $0) }
    }

    /// Puts a value under a key.
    ///
    /// - Throws: `KernelError.unfit` if a type has another size than the map says, `.call`.
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

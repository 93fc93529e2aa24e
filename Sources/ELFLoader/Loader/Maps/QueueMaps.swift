public import SwiftletKernel
internal import SwiftletObject

/// A map without keys: values are pushed and popped (Linux 4.20).
public protocol SequenceMap: TypedMap {
    associatedtype Value: MapElement
}

extension SequenceMap {
    /// Pushes a value: to the end of a queue, or onto a stack.
    ///
    /// - Parameters:
    ///   - value: The map keeps a copy.
    ///   - replacing: Drops the oldest value if the map is full, instead of throwing.
    /// - Throws: `KernelError.call` with E2BIG if the map is full.
    public func push(_ value: Value, replacing: Bool = false) throws(KernelError) {
        try map.push(value.mapBytes, replacing: replacing)
    }

    /// Removes and returns a value: the oldest of a queue, the newest of a stack; nil if the map is empty.
    public func pop() throws(KernelError) -> Value? { try map.pop().flatMap { Value(mapBytes: $0) } }

    /// Returns the value that `pop` would remove.
    public func peek() throws(KernelError) -> Value? { try map.peek().flatMap { Value(mapBytes: $0) } }
}

/// First in, first out (BPF_MAP_TYPE_QUEUE).
public struct QueueMap<Value: MapElement>: SequenceMap {
    public let map: LoadedMap

    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect([.queue], key: nil, value: MemoryLayout<Value>.size)
        self.map = map
    }
}

/// Last in, first out (BPF_MAP_TYPE_STACK).
public struct StackMap<Value: MapElement>: SequenceMap {
    public let map: LoadedMap

    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect([.stack], key: nil, value: MemoryLayout<Value>.size)
        self.map = map
    }
}

/// A set that may report values that were never added, but never misses one that was
/// (BPF_MAP_TYPE_BLOOM_FILTER, Linux 5.16).
public struct BloomFilter<Value: MapElement>: TypedMap {
    public let map: LoadedMap

    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect([.bloomFilter], key: nil, value: MemoryLayout<Value>.size)
        self.map = map
    }

    /// Adds a value. Values can't be removed.
    public func insert(_ value: Value) throws(KernelError) { try map.push(value.mapBytes) }

    /// Whether the filter may hold a value.
    public func mayContain(_ value: Value) throws(KernelError) -> Bool {
        try map.mayContain(value.mapBytes)
    }
}

public import SwiftletKernel
internal import SwiftletObject

/// A map of values without keys, which are put in and taken out one by one (Linux 4.20).
public protocol SequenceMap: TypedMap {
    associatedtype Value: MapElement
}

extension SequenceMap {
    /// Adds a value: at the end of a queue, on top of a stack.
    ///
    /// - Parameters:
    ///   - value: The map keeps a copy.
    ///   - replacing: If the map is full the oldest value makes room; without it, that is an error.
    /// - Throws: `KernelError.call` with E2BIG if the map is full.
    public func push(_ value: Value, replacing: Bool = false) throws(KernelError) {
        try map.push(value.mapBytes, replacing: replacing)
    }

    /// Takes a value: the oldest of a queue, the newest of a stack; nil if there is none.
    public func pop() throws(KernelError) -> Value? { try map.pop().flatMap { Value(mapBytes: $0) } }

    /// What `pop` would take.
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

/// A set that may say yes to what was never put into it, and never no to what was
/// (BPF_MAP_TYPE_BLOOM_FILTER, Linux 5.16).
public struct BloomFilter<Value: MapElement>: TypedMap {
    public let map: LoadedMap

    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect([.bloomFilter], key: nil, value: MemoryLayout<Value>.size)
        self.map = map
    }

    /// Adds a value; nothing can be taken out again.
    public func insert(_ value: Value) throws(KernelError) { try map.push(value.mapBytes) }

    /// Whether the filter may hold a value.
    public func mayContain(_ value: Value) throws(KernelError) -> Bool {
        try map.mayContain(value.mapBytes)
    }
}

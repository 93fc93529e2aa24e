public import SwiftletKernel
internal import SwiftletObject

/// Values by prefix; a lookup returns the longest match (BPF_MAP_TYPE_LPM_TRIE, Linux 4.11).
///
///     let routes = try LPMTrie<[4 of UInt8], UInt32>(object.maps["routes"])
///     try routes.update([10, 0, 0, 0], prefixLength: 8, to: 1)
///     let route = try routes[[10, 1, 2, 3]]
public struct LPMTrie<Data: MapElement, Value: MapElement>: TypedMap {
    public let map: LoadedMap

    /// - Throws: as every typed map. A key is the prefix length (32 bits) and the data.
    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect(
            [.lpmTrie], key: 4 + MemoryLayout<Data>.size, value: MemoryLayout<Value>.size)
        self.map = map
    }

    /// The value for the longest prefix of `data`; nil if no prefix matches.
    ///
    /// - Parameter data: In network byte order: the kernel compares it bit by bit.
    public subscript(data: Data) -> Value? {
        get throws(KernelError) {
            try map.lookup(key: Self.key(data, 8 * MemoryLayout<Data>.size))
                .flatMap { Value(mapBytes: $0) }
        }
    }

    /// Sets the value for a prefix.
    ///
    /// - Parameters:
    ///   - data: In network byte order; the bits after the prefix don't count.
    ///   - prefixLength: The number of leading bits of `data` that count.
    ///   - value: Replaces the previous one.
    ///   - mode: Whether the prefix may exist already.
    /// - Throws: `KernelError.call` with EINVAL if `prefixLength` exceeds the size of `data`.
    public func update(
        _ data: Data, prefixLength: Int, to value: Value, mode: LoadedMap.UpdateMode = .any
    ) throws(KernelError) {
        try map.update(key: Self.key(data, prefixLength), value: value.mapBytes, mode: mode)
    }

    /// Deletes a prefix. Returns false if the trie doesn't have it.
    @discardableResult
    public func delete(_ data: Data, prefixLength: Int) throws(KernelError) -> Bool {
        try map.delete(key: Self.key(data, prefixLength))
    }

    /// `struct bpf_lpm_trie_key`
    private static func key(_ data: Data, _ prefixLength: Int) -> [UInt8] {
        LoadedMap.bytes(UInt32(clamping: prefixLength)) + data.mapBytes
    }
}

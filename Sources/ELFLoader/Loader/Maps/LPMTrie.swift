public import SwiftletKernel
internal import SwiftletObject

/// Values by prefix, of which a look-up takes the longest that matches (BPF_MAP_TYPE_LPM_TRIE, Linux 4.11).
///
///     let routes = try LPMTrie<[4 of UInt8], UInt32>(object.maps["routes"])
///     try routes.update([10, 0, 0, 0], prefixLength: 8, to: 1)
///     let route = try routes[[10, 1, 2, 3]]
public struct LPMTrie<Data: MapElement, Value: MapElement>: TypedMap {
    public let map: LoadedMap

    /// - Throws: as for every typed map; a key is the prefix's length (32 bits) and the data.
    public init(_ map: LoadedMap) throws(KernelError) {
        try map.expect(
            [.lpmTrie], key: 4 + MemoryLayout<Data>.size, value: MemoryLayout<Value>.size)
        self.map = map
    }

    /// The value under the longest prefix of `data`; nil if there is none.
    ///
    /// - Parameter data: In network byte order, as the kernel compares it bit by bit.
    public subscript(data: Data) -> Value? {
        get throws(KernelError) {
            try map.lookup(key: Self.key(data, 8 * MemoryLayout<Data>.size))
                .flatMap { Value(mapBytes: $0) }
        }
    }

    /// Puts a value under a prefix.
    ///
    /// - Parameters:
    ///   - data: In network byte order; the bits behind the prefix don't count.
    ///   - prefixLength: In bits.
    ///   - value: In place of the one before.
    ///   - mode: Whether the prefix may be there already.
    /// - Throws: `KernelError.call` with EINVAL if that is more than `data` has.
    public func update(
        _ data: Data, prefixLength: Int, to value: Value, mode: LoadedMap.UpdateMode = .any
    ) throws(KernelError) {
        try map.update(key: Self.key(data, prefixLength), value: value.mapBytes, mode: mode)
    }

    /// Deletes a prefix. False if it was not there.
    @discardableResult
    public func delete(_ data: Data, prefixLength: Int) throws(KernelError) -> Bool {
        try map.delete(key: Self.key(data, prefixLength))
    }

    /// `struct bpf_lpm_trie_key`
    private static func key(_ data: Data, _ prefixLength: Int) -> [UInt8] {
        LoadedMap.bytes(UInt32(clamping: prefixLength)) + data.mapBytes
    }
}

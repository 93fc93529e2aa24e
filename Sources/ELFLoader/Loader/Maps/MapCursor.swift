internal import SwiftletKernel
internal import SwiftletObject

/// Iterates over a map's elements, in batches where the kernel has them, else key by key.
struct MapCursor {
    private let map: LoadedMap
    private let valueSize: Int
    private var state = State.start
    /// The number of elements left to return. It starts at the map's capacity, so that iteration ends even if
    /// the map changes all the time.
    private var left: Int
    /// Elements per batch.
    private var limit = 256

    private enum State {
        case start
        /// A batch and the index of the next element in it.
        case batch(MapBatch, Int)
        /// The next key in the kernel's order.
        case key([UInt8])
        case end
    }

    init(_ map: LoadedMap, valueSize: Int) {
        self.map = map
        self.valueSize = valueSize
        // Local-storage maps have no max_entries.
        left = map.maxEntries == 0 ? 1 << 20 : map.maxEntries
    }

    mutating func next() throws(KernelError) -> (key: [UInt8], value: [UInt8])? {
        while true {
            switch state {
            case .end: return nil
            case .start:
                if map.type.hasBatches, let batch = try batch(from: nil) {
                    state = .batch(batch, 0)
                } else if let key = try map.firstKey() {
                    state = .key(key)
                } else {
                    state = .end
                }
            case .batch(let batch, let index) where index < batch.count:
                state = .batch(batch, index + 1)
                guard left > 0 else { return try finish() }
                left -= 1
                let (key, value) = (index * map.keySize, index * valueSize)
                return (
                    Array(batch.keys[key..<key + map.keySize]),
                    Array(batch.values[value..<value + valueSize])
                )
            case .batch(let batch, _):
                guard let next = batch.next else {
                    state = .end
                    continue
                }
                state = try self.batch(from: next).map { .batch($0, 0) } ?? .end
            case .key(let key):
                guard left > 0 else { return try finish() }
                left -= 1
                // Fetch the next key before returning the element, so that the caller may delete it.
                state = try map.nextKey(after: key).map { .key($0) } ?? .end
                // The element was deleted meanwhile, or the slot is empty.
                guard let value = try map.lookup(key: key) else { continue }
                return (key, value)
            }
        }
    }

    /// Ends iteration at the map's capacity: the map changed, or the kernel restarted because the previous
    /// key was deleted.
    private mutating func finish() throws(KernelError) -> (key: [UInt8], value: [UInt8])? {
        state = .end
        return nil
    }

    /// Nil if the kernel has no batch operations for the map.
    private mutating func batch(from start: [UInt8]?) throws(KernelError) -> MapBatch? {
        while true {
            do throws(KernelError) {
                return try Kernel.mapLookupBatch(
                    map.descriptor.number, from: start, limit: limit, keySize: map.keySize,
                    valueSize: valueSize, name: map.name)
            } catch .call(_, _, .notSupportedInternal) where start == nil {
                return nil
            } catch .call(_, _, .noSpace) where limit < max(256, map.maxEntries) {
                // A bucket holds more elements than `limit`.
                limit = min(limit * 4, max(256, map.maxEntries))
            }
        }
    }
}

extension MapType {
    /// Whether to try batch operations.
    fileprivate var hasBatches: Bool {
        switch self {
        case .hash, .lruHash, .perCPUHash, .lruPerCPUHash, .array, .perCPUArray, .lpmTrie: true
        default: false
        }
    }
}

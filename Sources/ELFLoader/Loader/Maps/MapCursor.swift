internal import SwiftletKernel
internal import SwiftletObject

/// Goes through a map's elements, in batches where there are any, else key by key.
struct MapCursor {
    private let map: LoadedMap
    private let valueSize: Int
    private var state = State.start
    /// How many more may come: as many as the map can hold, so that a map which is changed all the time
    /// comes to an end.
    private var left: Int
    /// Elements in a batch.
    private var limit = 256

    private enum State {
        case start
        /// A batch, and the next of its elements.
        case batch(MapBatch, Int)
        /// The key that comes next, by the kernel's order.
        case key([UInt8])
        case end
    }

    init(_ map: LoadedMap, valueSize: Int) {
        self.map = map
        self.valueSize = valueSize
        // Storages have no limit of their own.
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
                // Looked for before the element is handed out, so that it may be deleted.
                state = try map.nextKey(after: key).map { .key($0) } ?? .end
                // Deleted meanwhile, or an empty slot.
                guard let value = try map.lookup(key: key) else { continue }
                return (key, value)
            }
        }
    }

    /// There is more than the map can hold: either it has changed, or the kernel began anew since the key
    /// that was last was deleted.
    private mutating func finish() throws(KernelError) -> (key: [UInt8], value: [UInt8])? {
        state = .end
        return nil
    }

    /// Nil where the kernel has no batches for the map.
    private mutating func batch(from start: [UInt8]?) throws(KernelError) -> MapBatch? {
        while true {
            do throws(KernelError) {
                return try Kernel.mapLookupBatch(
                    map.descriptor.number, from: start, limit: limit, keySize: map.keySize,
                    valueSize: valueSize, name: map.name)
            } catch .call(_, _, .notSupportedInternal) where start == nil {
                return nil
            } catch .call(_, _, .noSpace) where limit < max(256, map.maxEntries) {
                // A bucket has more elements than that.
                limit = min(limit * 4, max(256, map.maxEntries))
            }
        }
    }
}

extension MapType {
    /// Whether a batch is worth a try.
    fileprivate var hasBatches: Bool {
        switch self {
        case .hash, .lruHash, .perCPUHash, .lruPerCPUHash, .array, .perCPUArray, .lpmTrie: true
        default: false
        }
    }
}

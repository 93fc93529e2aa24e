public import BPFKernel
public import BPFObject

/// A map in the kernel. It lives while somebody holds it: this object, a program, a pin.
public final class LoadedMap: Sendable {
    public let name: String
    public let type: MapType
    /// In bytes.
    public let keySize: Int
    /// In bytes; of a per-CPU map, one CPU's part.
    public let valueSize: Int
    public let maxEntries: Int
    public let descriptor: Descriptor
    /// Where it was pinned when it was loaded; nil for nowhere.
    public let pinPath: String?
    /// Whether it was there before, pinned or handed over, with what it held.
    public let isReused: Bool

    /// - Parameter spec: As the map was created.
    init(
        _ spec: MapSpec, _ descriptor: consuming Descriptor, pinPath: String? = nil,
        isReused: Bool = false
    ) {
        name = spec.name
        type = spec.type
        keySize = Int(spec.keySize)
        valueSize = Int(spec.valueSize)
        maxEntries = Int(spec.maxEntries)
        self.descriptor = descriptor
        self.pinPath = pinPath
        self.isReused = isReused
    }
}

extension LoadedMap {
    /// Puts a value under a key; both as many bytes as the map says.
    ///
    /// - Throws: `KernelError.unfit` if they are not, `.call`.
    public func update(key: [UInt8], value: [UInt8]) throws(KernelError) {
        try check(key, keySize, "key")
        try check(value, try wholeValueSize(), "value")
        try Kernel.mapUpdate(descriptor.number, key: key, value: value, name: name)
    }

    /// The value under a key, or nil; of a per-CPU map, all CPUs' parts one after the other.
    ///
    /// - Throws: `KernelError.unfit` if the key has the wrong size, `.call`.
    public func lookup(key: [UInt8]) throws(KernelError) -> [UInt8]? {
        try check(key, keySize, "key")
        return try Kernel.mapLookup(
            descriptor.number, key: key, valueSize: try wholeValueSize(), name: name)
    }

    /// Removes a key. False if it was not there.
    ///
    /// - Throws: `KernelError.unfit` if the key has the wrong size, `.call`.
    @discardableResult
    public func delete(key: [UInt8]) throws(KernelError) -> Bool {
        try check(key, keySize, "key")
        return try Kernel.mapDelete(descriptor.number, key: key, name: name)
    }

    /// The first key in the kernel's order; nil if the map is empty.
    ///
    /// - Throws: `KernelError.call`.
    public func firstKey() throws(KernelError) -> [UInt8]? {
        try Kernel.mapNextKey(descriptor.number, after: nil, keySize: keySize, name: name)
    }

    /// Puts a program or map into a slot.
    func update(_ slot: UInt32, to descriptor: Int32) throws(KernelError) {
        try update(key: Self.bytes(slot), value: Self.bytes(UInt32(bitPattern: descriptor)))
    }

    /// What the kernel says of the map.
    public func info() throws(KernelError) -> MapInfo {
        try Kernel.mapInfo(descriptor.number, name: name)
    }

    /// A 32-bit integer's bytes in the host's order, as keys of arrays are.
    public static func bytes(_ value: UInt32) -> [UInt8] {
        (0..<4).map { index in
            UInt8(truncatingIfNeeded: value.littleEndian >> (8 * UInt32(index)))
        }
    }

    /// Of a per-CPU map, the parts of all possible CPUs, each rounded up to 8 bytes.
    private func wholeValueSize() throws(KernelError) -> Int {
        guard type.isPerCPU else { return valueSize }
        return (valueSize + 7) / 8 * 8 * (try Kernel.possibleProcessors())
    }

    private func check(_ bytes: [UInt8], _ size: Int, _ what: String) throws(KernelError) {
        guard bytes.count == size else {
            throw .unfit(
                subject: "map '\(name)'",
                reason: "\(what) of \(bytes.count) bytes, expected \(size)")
        }
    }
}

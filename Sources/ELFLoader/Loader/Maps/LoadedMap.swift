internal import SwiftletBytes
public import SwiftletKernel
public import SwiftletObject

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
    package let pinPath: String?
    /// Whether it was there before, pinned or handed over, with what it held.
    package let isReused: Bool
    /// BPF_F_*, as it was created.
    package let flags: UInt32
    /// Of an arena: its pages, which programs' addresses are given by.
    public let arena: MapMemory?

    /// - Parameter spec: As the map was created.
    init(
        _ spec: MapSpec, _ descriptor: consuming Descriptor, pinPath: String? = nil,
        isReused: Bool = false, arena: MapMemory? = nil
    ) {
        flags = spec.flags
        self.arena = arena
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
    /// Puts a program or map into a slot.
    func update(_ slot: UInt32, to descriptor: Int32) throws(KernelError) {
        try update(key: Self.bytes(slot), value: Self.bytes(UInt32(bitPattern: descriptor)))
    }

    /// What the kernel says of the map.
    public func info() throws(KernelError) -> MapInfo {
        try Kernel.mapInfo(descriptor.number, name: name)
    }

    /// A 32-bit integer's bytes in the host's order, as keys of arrays are.
    package static func bytes(_ value: UInt32) -> [UInt8] {
        [UInt8](value, .host)
    }
}

internal import SwiftletBytes
public import SwiftletKernel
public import SwiftletObject

/// A map in the kernel. It lives while this object, a program or a pin holds a reference.
public final class LoadedMap: Sendable {
    public let name: String
    public let type: MapType
    /// In bytes.
    public let keySize: Int
    /// In bytes; the part of one CPU in a per-CPU map.
    public let valueSize: Int
    public let maxEntries: Int
    public let descriptor: Descriptor
    /// The path at which loading pinned or found the map; nil if it is not pinned.
    package let pinPath: String?
    /// Whether an existing map was reused, with its contents: a pinned one or one from the caller.
    package let isReused: Bool
    /// BPF_F_* flags it was created with.
    package let flags: UInt32
    /// An arena's pages; nil for other map types.
    public let arena: MapMemory?

    /// - Parameter spec: The definition the map was created from.
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

    /// Asks the kernel for the map's properties.
    public func info() throws(KernelError) -> MapInfo {
        try Kernel.mapInfo(descriptor.number, name: name)
    }

    /// A 32-bit integer in host byte order: an array's key.
    package static func bytes(_ value: UInt32) -> [UInt8] {
        [UInt8](value, .host)
    }
}

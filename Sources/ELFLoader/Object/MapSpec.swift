package import SwiftletBTF

/// A map that an object declares.
public struct MapSpec: Sendable {
    /// The name in the object: that of the variable or data section.
    public let name: String
    /// The name in the kernel, which keeps its first 15 bytes.
    package var kernelName: String
    public var type: MapType
    /// The size of a key in bytes.
    public var keySize: UInt32
    /// The size of a value in bytes.
    public var valueSize: UInt32
    /// The maximum number of entries; 0 if the loader chooses it (a perf event array has one per CPU).
    public var maxEntries: UInt32
    /// BPF_F_*
    public var flags: UInt32
    /// The NUMA node of the map's memory; used only with the flag BPF_F_NUMA_NODE.
    package var numaNode: UInt32?
    /// A value whose meaning depends on the type (`map_extra`, Linux 5.16).
    package var extra: UInt64
    public var pinning: Pinning
    /// The path at which the map is pinned when it is loaded. If a map is already pinned there, that
    /// map is used. Nil leaves the choice to `pinning`.
    public var pinPath: String? = nil
    /// Whether the map is created. Programs that reach a map that is not created are rejected.
    public var isCreated = true
    /// The types in the object's BTF; void if the definition has only sizes.
    package var keyType: BTFTypeID
    package var valueType: BTFTypeID
    /// The initial contents of the map.
    package var contents: Contents
    /// Bytes that replace zeroes after the end of `contents`.
    package internal(set) var patches: [Patch] = []
    /// The template for the inner maps of a map of maps.
    package var inner: Inner

    public enum Pinning: UInt32, Sendable {
        /// LIBBPF_PIN_NONE
        case none = 0
        /// LIBBPF_PIN_BY_NAME: pinned in the pin folder, under the map's name.
        case byName = 1
    }

    package enum Contents: Sendable, Equatable {
        case nothing
        /// A data section: the initial bytes of the only value. The remaining bytes are 0 except for
        /// `MapSpec.patches`. `isFrozen` is true for `.rodata*`.
        case section([UInt8], isFrozen: Bool)
        /// Programs by slot; the names are those in `ObjectSpec.programs`.
        case programs([Slot])
        /// Maps by slot; the names are those in `ObjectSpec.maps`.
        case maps([Slot])
        /// A struct_ops structure, with programs as members.
        case structOps(StructOpsSpec)
        /// The initial contents of an arena: the variables of `.addr_space.1`.
        case arena([UInt8])
    }

    /// Bytes at an offset of a value.
    package struct Patch: Sendable, Equatable {
        /// The offset in bytes from the start of the value.
        package let offset: Int
        package let bytes: [UInt8]
    }

    /// An entry of `.values`: a slot of an array, or a key of a hash of maps.
    package struct Slot: Sendable, Equatable {
        package let index: UInt32
        package let name: String
    }

    package indirect enum Inner: Sendable {
        case none
        case template(MapSpec)
    }

    /// BPF_F_NO_PREALLOC: memory is allocated when an element is created.
    package static var notPreallocated: UInt32 { 1 }
    /// BPF_F_RDONLY_PROG: programs can only read the map.
    package static var readOnlyForPrograms: UInt32 { 1 << 7 }
    /// BPF_F_MMAPABLE, Linux 5.5.
    package static var mappable: UInt32 { 1 << 10 }
    /// BPF_F_LINK: a struct_ops map that is attached through a link (Linux 6.4).
    package static var attachedByLink: UInt32 { 1 << 13 }
}

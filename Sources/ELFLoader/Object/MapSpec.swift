package import SwiftletBTF

/// A map that an object declares.
public struct MapSpec: Sendable {
    /// In the object: the variable's name, or the data section's.
    public let name: String
    /// In the kernel, which keeps 15 bytes of it.
    package var kernelName: String
    public var type: MapType
    /// In bytes.
    public var keySize: UInt32
    /// In bytes.
    public var valueSize: UInt32
    /// 0 where the loader is to choose (a perf event array: one entry per CPU).
    public var maxEntries: UInt32
    /// BPF_F_*
    public var flags: UInt32
    /// The node to keep the map on; means something only with the flag BPF_F_NUMA_NODE.
    package var numaNode: UInt32?
    /// Meaning by type (`map_extra`, Linux 5.16).
    package var extra: UInt64
    public var pinning: Pinning
    /// Where the map is pinned when it is loaded, unless it is there already: then that one is used.
    /// Nil leaves it to `pinning`.
    public var pinPath: String? = nil
    /// False leaves the map out. Programs that get to it are then rejected.
    public var isCreated = true
    /// Types in the object's BTF; void if the definition only gave sizes.
    package var keyType: BTFTypeID
    package var valueType: BTFTypeID
    /// What the map holds at the start.
    package var contents: Contents
    /// Bytes that go over the zeroes behind those of `contents`.
    package internal(set) var patches: [Patch] = []
    /// For a map of maps, what its inner maps are like.
    package var inner: Inner

    public enum Pinning: UInt32, Sendable {
        /// LIBBPF_PIN_NONE
        case none = 0
        /// LIBBPF_PIN_BY_NAME: in the pin folder, under the map's name.
        case byName = 1
    }

    package enum Contents: Sendable, Equatable {
        case nothing
        /// A data section: the beginning of the one value, whose other bytes are 0 but for
        /// `MapSpec.patches`. `isFrozen` for `.rodata*`.
        case section([UInt8], isFrozen: Bool)
        /// Programs by slot: names in `ObjectSpec.programs`.
        case programs([Slot])
        /// Maps by slot: names in `ObjectSpec.maps`.
        case maps([Slot])
        /// A structure of functions, which programs are members of.
        case structOps(StructOpsSpec)
        /// What an arena begins with: the variables of `.addr_space.1`.
        case arena([UInt8])
    }

    /// Some bytes of a value.
    package struct Patch: Sendable, Equatable {
        /// Bytes from the start of the value.
        package let offset: Int
        package let bytes: [UInt8]
    }

    /// An entry of `.values`: a slot of an array, a key of a hash of maps.
    package struct Slot: Sendable, Equatable {
        package let index: UInt32
        package let name: String
    }

    package indirect enum Inner: Sendable {
        case none
        case template(MapSpec)
    }

    /// BPF_F_NO_PREALLOC: elements get their memory when they are made.
    package static var notPreallocated: UInt32 { 1 }
    /// BPF_F_RDONLY_PROG: programs only read it.
    package static var readOnlyForPrograms: UInt32 { 1 << 7 }
    /// BPF_F_MMAPABLE, Linux 5.5.
    package static var mappable: UInt32 { 1 << 10 }
    /// BPF_F_LINK: of a structure of functions, attached through a link (Linux 6.4).
    package static var attachedByLink: UInt32 { 1 << 13 }
    /// BPF_F_NUMA_NODE
    package static var onNumaNode: UInt32 { 1 << 2 }
}

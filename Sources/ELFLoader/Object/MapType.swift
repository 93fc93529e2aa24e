/// The type of a map (`enum bpf_map_type`, include/uapi/linux/bpf.h).
public struct MapType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public static let hash = MapType(rawValue: 1)
    public static let array = MapType(rawValue: 2)
    public static let programArray = MapType(rawValue: 3)
    public static let perfEventArray = MapType(rawValue: 4)
    public static let perCPUHash = MapType(rawValue: 5)
    public static let perCPUArray = MapType(rawValue: 6)
    package static let stackTrace = MapType(rawValue: 7)
    package static let cgroupArray = MapType(rawValue: 8)
    public static let lruHash = MapType(rawValue: 9)
    public static let lruPerCPUHash = MapType(rawValue: 10)
    /// Longest prefix match.
    public static let lpmTrie = MapType(rawValue: 11)
    public static let arrayOfMaps = MapType(rawValue: 12)
    public static let hashOfMaps = MapType(rawValue: 13)
    package static let deviceMap = MapType(rawValue: 14)
    package static let socketMap = MapType(rawValue: 15)
    package static let cpuMap = MapType(rawValue: 16)
    package static let xdpSocketMap = MapType(rawValue: 17)
    package static let socketHash = MapType(rawValue: 18)
    package static let cgroupStorage = MapType(rawValue: 19)
    package static let reusePortSocketArray = MapType(rawValue: 20)
    package static let perCPUCgroupStorage = MapType(rawValue: 21)
    public static let queue = MapType(rawValue: 22)
    public static let stack = MapType(rawValue: 23)
    package static let socketStorage = MapType(rawValue: 24)
    package static let deviceHash = MapType(rawValue: 25)
    package static let structOps = MapType(rawValue: 26)
    /// Linux 5.8.
    public static let ringBuffer = MapType(rawValue: 27)
    /// Linux 5.10.
    package static let inodeStorage = MapType(rawValue: 28)
    /// Linux 5.11.
    package static let taskStorage = MapType(rawValue: 29)
    /// Linux 5.16.
    public static let bloomFilter = MapType(rawValue: 30)
    /// Linux 6.1.
    package static let userRingBuffer = MapType(rawValue: 31)
    /// Linux 6.2.
    package static let newCgroupStorage = MapType(rawValue: 32)
    /// Linux 6.9.
    public static let arena = MapType(rawValue: 33)
    /// Linux 6.19.
    package static let instructionArray = MapType(rawValue: 34)

    /// Whether the values are maps.
    package var holdsMaps: Bool { self == .arrayOfMaps || self == .hashOfMaps }

    /// Whether `max_entries` is the size of a ring buffer in bytes: a power of two of pages.
    package var isRing: Bool { self == .ringBuffer || self == .userRingBuffer }

    /// Whether a value has a separate copy for each CPU.
    package var isPerCPU: Bool {
        switch self {
        case .perCPUArray, .perCPUHash, .lruPerCPUHash, .perCPUCgroupStorage: true
        default: false
        }
    }

    /// Whether each element belongs to a kernel object (a socket, task, inode or cgroup) and has its
    /// lifetime.
    package var isLocalStorage: Bool {
        switch self {
        case .socketStorage, .inodeStorage, .taskStorage, .newCgroupStorage: true
        default: false
        }
    }

    /// The kernel's name in lower case, as bpftool prints it; `map type 99` for an unknown type.
    public var name: String {
        Self.names.indices.contains(Int(rawValue))
            ? Self.names[Int(rawValue)] : "map type \(rawValue)"
    }

    private static let names = [
        "unspec", "hash", "array", "prog_array", "perf_event_array", "percpu_hash", "percpu_array",
        "stack_trace", "cgroup_array", "lru_hash", "lru_percpu_hash", "lpm_trie", "array_of_maps",
        "hash_of_maps", "devmap", "sockmap", "cpumap", "xskmap", "sockhash", "cgroup_storage",
        "reuseport_sockarray", "percpu_cgroup_storage", "queue", "stack", "sk_storage",
        "devmap_hash",
        "struct_ops", "ringbuf", "inode_storage", "task_storage", "bloom_filter", "user_ringbuf",
        "cgrp_storage", "arena", "insn_array",
    ]
}

/// The objects an iterator visits, for iterator types that have a choice (`union bpf_iter_link_info`).
public enum IteratorTarget: Sendable {
    /// All objects.
    case everything
    /// The elements of a map. The link holds a reference to the map.
    case map(LoadedMap)
    /// A cgroup, given by its directory (`/sys/fs/cgroup/…`, version 2), and related cgroups in the given
    /// order; Linux 6.1.
    case cgroup(path: String, CgroupOrder)
    /// The threads of a process; Linux 6.1.
    case process(UInt32)
    /// One thread; Linux 6.1.
    case thread(UInt32)

    /// `enum bpf_cgroup_iter_order`
    public enum CgroupOrder: UInt32, Sendable {
        case selfOnly = 1
        case descendantsFirst = 3
        case ancestorsFirst = 2
        case ancestors = 4
    }
}

/// What an iterator goes over, where its type leaves that open (`union bpf_iter_link_info`).
public enum IteratorTarget: Sendable {
    /// All there are.
    case everything
    /// The elements of a map, which the link keeps.
    case map(LoadedMap)
    /// A cgroup, by its folder (`/sys/fs/cgroup/…`, version 2), with others in an order; Linux 6.1.
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

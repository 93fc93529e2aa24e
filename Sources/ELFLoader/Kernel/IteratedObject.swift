/// What an iterator goes over (`union bpf_iter_link_info`), by borrowed descriptors.
package enum IteratedObject: Sendable, Equatable {
    case everything
    /// The elements of a map.
    case map(Int32)
    /// A cgroup, by the descriptor of its folder, and `enum bpf_cgroup_iter_order`.
    case cgroup(Int32, order: UInt32)
    case process(UInt32)
    case thread(UInt32)
}

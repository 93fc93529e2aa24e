/// The objects an iterator visits (`union bpf_iter_link_info`); fds are borrowed.
package enum IteratedObject: Sendable, Equatable {
    case everything
    /// The elements of a map.
    case map(Int32)
    /// A cgroup, by its directory's fd, and `enum bpf_cgroup_iter_order`.
    case cgroup(Int32, order: UInt32)
    case process(UInt32)
    case thread(UInt32)
}

/// Which programs are traced. Different kinds combine with and, several filters of one kind with or; an empty
/// kind matches all.
///
/// A program is matched when its exec succeeds. Its forked children run the same program, and an exit is
/// shown if the exec was. Filtered programs use no room in the ring buffer, except as described at
/// `CommPattern`.
public struct ProcessFilter: Sendable {
    /// Real user ids, in the initial user namespace.
    public var users: [UInt32] = []
    /// Names of programs; for a failed exec, the name of the program that tried it.
    public var comms: [CommPattern] = []
    /// Directories of the cgroup v2 file system: each cgroup with all its descendants.
    public var cgroups: [String] = []
    /// Inodes of the pid namespaces of the processes.
    public var pidNamespaces: [UInt32] = []

    public init() {}

    var isEmpty: Bool {
        users.isEmpty && comms.isEmpty && cgroups.isEmpty && pidNamespaces.isEmpty
    }
}

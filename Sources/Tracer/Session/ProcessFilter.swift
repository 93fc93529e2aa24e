/// Which programs are traced. Kinds combine by and, several of one kind by or; none of a kind means all.
///
/// A program is looked at when its exec succeeds. What it forks runs the same program, and its exit is shown
/// if its exec was. What doesn't pass costs no room in the ring buffer, except as `CommPattern` says.
public struct ProcessFilter: Sendable {
    /// Real user ids, in the initial user namespace.
    public var users: [UInt32] = []
    /// Names of programs; of an exec that fails, of the program that tried it.
    public var comms: [CommPattern] = []
    /// Folders of the cgroup v2 file system: each cgroup with all below it.
    public var cgroups: [String] = []
    /// Inodes of the pid namespaces that processes live in.
    public var pidNamespaces: [UInt32] = []

    public init() {}

    var isEmpty: Bool {
        users.isEmpty && comms.isEmpty && cgroups.isEmpty && pidNamespaces.isEmpty
    }
}

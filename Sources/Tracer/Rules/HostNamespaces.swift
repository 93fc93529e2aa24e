internal import TracerCapture

/// The host's namespaces: in these, a path or a user ID in an event is the host's own.
///
/// In their own user namespace, users may mount anything anywhere and be root, so a path proves nothing
/// there. (A new mount namespace requires either a user namespace or real privilege.)
public struct HostNamespaces: Sendable, Equatable {
    /// The inodes of the initial namespaces: PROC_USER_INIT_INO, PROC_PID_INIT_INO
    /// (include/linux/proc_ns.h).
    static var initialUser: UInt32 { 0xefff_fffd }
    static var initialPID: UInt32 { 0xefff_fffc }

    /// The inode of the host's mount namespace; nil if unknown.
    private var mount: UInt32?
    private var isRecording: Bool

    /// The namespaces of the traced host. No path is trusted if its mount namespace is unknown.
    public static func live(mount: UInt32?) -> HostNamespaces {
        HostNamespaces(mount: mount, isRecording: false)
    }

    /// For a recording, which doesn't identify the host's mount namespace: a process counts as the host's if
    /// it is in the initial pid namespace and in no container.
    public static var recorded: HostNamespaces {
        HostNamespaces(mount: nil, isRecording: true)
    }

    /// Whether user IDs are the host's, so that the process could not choose its own.
    func ownUsers(of exec: ExecEvent) -> Bool {
        exec.context.namespaces?.user == Self.initialUser
    }

    /// Whether paths are the host's, so that only those with write access chose the file at a path.
    func ownPaths(of exec: ExecEvent) -> Bool {
        guard ownUsers(of: exec), let namespaces = exec.context.namespaces else { return false }
        if isRecording {
            return exec.pidNamespace == Self.initialPID && exec.context.container == nil
        }
        return mount != nil && namespaces.mount == mount
    }
}

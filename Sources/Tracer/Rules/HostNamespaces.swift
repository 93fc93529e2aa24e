internal import TracerCapture

/// Which namespaces are the host's, so that a path or a user id in an event is the host's, too.
///
/// In a user namespace of their own, users may mount what they like where they like and be root: a path
/// says nothing there. (A new mount namespace needs either that, or real privilege.)
public struct HostNamespaces: Sendable, Equatable {
    /// The inodes of the initial namespaces: PROC_USER_INIT_INO, PROC_PID_INIT_INO
    /// (include/linux/proc_ns.h).
    static var initialUser: UInt32 { 0xefff_fffd }
    static var initialPID: UInt32 { 0xefff_fffc }

    /// The inode of the host's mount namespace; nil if it is not known.
    private var mount: UInt32?
    private var isRecording: Bool

    /// The namespaces of the host that is traced. Without its mount namespace no path is trusted.
    public static func live(mount: UInt32?) -> HostNamespaces {
        HostNamespaces(mount: mount, isRecording: false)
    }

    /// Of a recording, which doesn't say which mount namespace was the host's: a process counts as the
    /// host's if it is in the initial pid namespace and in no container.
    public static var recorded: HostNamespaces {
        HostNamespaces(mount: nil, isRecording: true)
    }

    /// Whether user ids are the host's: the process could not choose its own.
    func ownUsers(of exec: ExecEvent) -> Bool {
        exec.context.namespaces?.user == Self.initialUser
    }

    /// Whether paths are the host's: only who may write there chose what is found there.
    func ownPaths(of exec: ExecEvent) -> Bool {
        guard ownUsers(of: exec), let namespaces = exec.context.namespaces else { return false }
        if isRecording {
            return exec.pidNamespace == Self.initialPID && exec.context.container == nil
        }
        return mount != nil && namespaces.mount == mount
    }
}

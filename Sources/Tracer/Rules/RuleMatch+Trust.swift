// What a user can and can't choose:
//
//     comm, parent          prctl(PR_SET_NAME), or the name of any file
//     path, args, command,  execve(2) takes what it is given
//     env
//     exe, parent_exe       anyone can run any file and inject code into it (LD_PRELOAD, ptrace(2)):
//                           trusted together with a key that says who or where
//     uid                   not outside the user's own user namespace
//     cgroup, container     not outside what is delegated to a user (systemd's user@UID.service)

internal import TracerCapture

extension RuleMatch {
    /// Whether a key says who or where a process is: a path is trusted only together with one.
    var hasAnchor: Bool { !users.isEmpty || hasPlace }

    /// Whether a key says where a process is: a cgroup or a container.
    var hasPlace: Bool {
        !cgroups.isEmpty || !containers.isEmpty && !containers.contains(.none)
    }

    /// Whether the process's user could not choose the values that matched.
    func isTrusted(_ exec: ExecEvent, on host: HostNamespaces) -> Bool {
        if let container = exec.context.container, !containers.isEmpty,
            !container.isOutermost(of: exec.context.cgroupPath)
        {
            return false
        }
        // Inside a cgroup created by root, any namespace can be trusted.
        guard !hasPlace else { return true }
        guard users.isEmpty || host.ownUsers(of: exec) else { return false }
        guard executable.isEmpty && parentExecutable.isEmpty || host.ownPaths(of: exec) else {
            return false
        }
        return true
    }
}

extension Container {
    /// Whether no other container and no user's own systemd is above it on the path: below these, a cgroup
    /// can have any name.
    func isOutermost(of path: [UInt8]) -> Bool {
        var end = 0
        while end < path.count {
            let start = end + 1
            end = path[min(start, path.count)...].firstIndex(of: UInt8(ascii: "/")) ?? path.count
            guard start < end else { continue }
            if path[start..<end].starts(with: Array("user@".utf8)) { return false }
            if let outer = Container(cgroupPath: Array(path[..<end])) { return outer == self }
        }
        return false
    }
}

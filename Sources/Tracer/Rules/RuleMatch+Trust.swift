// What a user can choose, and what not:
//
//     comm, parent          prctl(PR_SET_NAME), or the name of any file
//     path, args, command,  execve(2) takes what it is given
//     env
//     exe, parent_exe       anybody can run any file, and put code of their own into it (LD_PRELOAD,
//                           ptrace(2)): trusted together with a key that says who or where
//     uid                   not outside a user namespace of one's own
//     cgroup, container     not outside what is delegated to a user (systemd's user@UID.service)

internal import TracerCapture

extension RuleMatch {
    /// Says who or where a process is, so that a path adds to it.
    var hasAnchor: Bool { !users.isEmpty || hasPlace }

    /// Says where: a cgroup, or a container.
    var hasPlace: Bool {
        !cgroups.isEmpty || !containers.isEmpty && !containers.contains(.none)
    }

    /// Whether what was matched could not be chosen by the process's user.
    func isTrusted(_ exec: ExecEvent, on host: HostNamespaces) -> Bool {
        if let container = exec.context.container, !containers.isEmpty,
            !container.isOutermost(of: exec.context.cgroupPath)
        {
            return false
        }
        // Inside a cgroup that root made, any namespace is as good as another.
        guard !hasPlace else { return true }
        guard users.isEmpty || host.ownUsers(of: exec) else { return false }
        guard executable.isEmpty && parentExecutable.isEmpty || host.ownPaths(of: exec) else {
            return false
        }
        return true
    }
}

extension Container {
    /// Whether no other container, and no user's own systemd, is above it on the path: below these a
    /// cgroup can be given any name.
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

internal import TracerCapture

extension JSONFormatter {
    /// Appends the parent, the place of the exec and its privileges: a key for each known value.
    func appendContext(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        buffer.member("parent_exec_id", hexadecimal: exec.parentExecID)
        append(exec.startTime, as: "start_time", to: &buffer)
        let context = exec.context
        append(path: context.workingDirectory, as: "cwd", to: &buffer)
        append(path: context.executable, as: "exe", to: &buffer)
        append(path: context.cgroupPath, as: "cgroup", to: &buffer)
        if let container = context.container {
            buffer.key("container")
            buffer.beginObject()
            buffer.member("id", container.id.span)
            if !container.runtime.isEmpty { buffer.member("runtime", container.runtime.span) }
            buffer.endObject()
        }
        append(path: context.parentComm, as: "parent_comm", to: &buffer)
        append(context.effectiveUID, as: "euid", to: &buffer)
        append(context.effectiveGID, as: "egid", to: &buffer)
        append(context.sessionID, as: "session_id", to: &buffer)
        append(context.loginUID, as: "login_uid", to: &buffer)
        append(path: context.terminal, as: "tty", to: &buffer)
        if let namespaces = context.namespaces {
            buffer.key("namespaces")
            buffer.beginObject()
            buffer.member("mnt", namespaces.mount)
            append(namespaces.network, as: "net", to: &buffer)
            append(namespaces.uts, as: "uts", to: &buffer)
            append(namespaces.ipc, as: "ipc", to: &buffer)
            append(namespaces.cgroup, as: "cgroup", to: &buffer)
            append(namespaces.user, as: "user", to: &buffer)
            buffer.endObject()
        }
        if let capabilities = context.effectiveCapabilities {
            buffer.member("cap_effective", hexadecimal: capabilities)
        }
    }

    /// Appends the descriptors, if they are known.
    func appendDescriptors(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        guard let descriptors = exec.descriptors else { return }
        buffer.key("stdio")
        buffer.beginArray()
        for descriptor in descriptors {
            buffer.beginObject()
            buffer.member("fd", UInt32(descriptor.number))
            buffer.member("kind", descriptor.kind.name)
            append(path: descriptor.path, as: "path", to: &buffer)
            buffer.member("inode", descriptor.inode)
            buffer.key("flags")
            buffer.quoted {
                if descriptor.access.contains(.read) { $0.append(UInt8(ascii: "r")) }
                if descriptor.access.contains(.append) {
                    $0.append(UInt8(ascii: "a"))
                } else if descriptor.access.contains(.write) {
                    $0.append(UInt8(ascii: "w"))
                }
            }
            if descriptor.position != 0 { buffer.member("position", descriptor.position) }
            if let same = descriptor.sameAs { buffer.member("same_as", UInt32(same)) }
            if let inherited = descriptor.isInherited { buffer.member("inherited", inherited) }
            buffer.endObject()
        }
        buffer.endArray()
    }

    /// Appends the key and the bytes; appends nothing if they are empty.
    private func append(path: [UInt8], as key: StaticString, to buffer: inout OutputBuffer) {
        if !path.isEmpty { buffer.member(key, exact: path.span) }
    }

    private func append(_ number: UInt32?, as key: StaticString, to buffer: inout OutputBuffer) {
        if let number { buffer.member(key, number) }
    }
}

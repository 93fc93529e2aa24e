internal import TracerCapture

extension JSONFormatter {
    /// Appends whose child the process is, where the exec took place and with which rights: a key for each thing that is known.
    func appendContext(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        buffer.append(#","parent_exec_id":""#)
        buffer.append(hexadecimal: exec.parentExecID)
        buffer.append(#"","start_time":""#)
        clock.append(timestamp: exec.startTime, to: &buffer)
        buffer.append(0x22)
        let context = exec.context
        append(path: context.workingDirectory, as: "cwd", to: &buffer)
        append(path: context.executable, as: "exe", to: &buffer)
        append(path: context.cgroupPath, as: "cgroup", to: &buffer)
        if let container = context.container {
            buffer.append(#","container":{"id":"#)
            buffer.append(jsonString: container.id.span)
            if !container.runtime.isEmpty {
                buffer.append(#","runtime":"#)
                buffer.append(jsonString: container.runtime.span)
            }
            buffer.append(0x7d)
        }
        append(path: context.parentComm, as: "parent_comm", to: &buffer)
        append(context.effectiveUID, as: "euid", to: &buffer)
        append(context.effectiveGID, as: "egid", to: &buffer)
        append(context.sessionID, as: "session_id", to: &buffer)
        append(context.loginUID, as: "login_uid", to: &buffer)
        append(path: context.terminal, as: "tty", to: &buffer)
        if let namespaces = context.namespaces {
            buffer.append(#","namespaces":{"mnt":"#)
            buffer.append(decimal: namespaces.mount)
            append(namespaces.network, as: "net", to: &buffer)
            append(namespaces.uts, as: "uts", to: &buffer)
            append(namespaces.ipc, as: "ipc", to: &buffer)
            append(namespaces.cgroup, as: "cgroup", to: &buffer)
            append(namespaces.user, as: "user", to: &buffer)
            buffer.append(0x7d)
        }
        if let capabilities = context.effectiveCapabilities {
            buffer.append(#","cap_effective":""#)
            buffer.append(hexadecimal: capabilities)
            buffer.append(0x22)
        }
    }

    /// Appends the key and the bytes, those that are not UTF-8 in base64, too; nothing if there are none.
    private func append(path: [UInt8], as key: StaticString, to buffer: inout OutputBuffer) {
        guard !path.isEmpty else { return }
        append(key: key, to: &buffer)
        guard !buffer.append(jsonString: path.span) else { return }
        buffer.append(#",""#)
        buffer.append(key)
        buffer.append(#"_base64":""#)
        buffer.append(base64: path.span)
        buffer.append(0x22)
    }

    private func append(_ number: UInt32?, as key: StaticString, to buffer: inout OutputBuffer) {
        guard let number else { return }
        append(key: key, to: &buffer)
        buffer.append(decimal: number)
    }

    private func append(key: StaticString, to buffer: inout OutputBuffer) {
        buffer.append(#",""#)
        buffer.append(key)
        buffer.append(#"":"#)
    }
}

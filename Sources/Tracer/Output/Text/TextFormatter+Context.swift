internal import TracerCapture

extension TextFormatter {
    /// Appends a line with the known context of an exec: `uid 0, in /src, docker 0f2a…`.
    func appendContext(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        let context = exec.context
        appendIndent(to: &buffer)
        begin(.dim, in: &buffer)
        buffer.append("uid ")
        buffer.append(decimal: exec.uid)
        if let effective = context.effectiveUID, effective != exec.uid {
            buffer.append(", euid ")
            buffer.append(decimal: effective)
        }
        if let login = context.loginUID, login != exec.uid {
            buffer.append(", logged in as ")
            buffer.append(decimal: login)
        }
        append(context.workingDirectory, behind: ", in ", to: &buffer)
        append(context.terminal, behind: ", on ", to: &buffer)
        append(context.parentComm, behind: ", started by ", to: &buffer)
        if let container = context.container {
            buffer.append(", ")
            if container.runtime.isEmpty {
                buffer.append("container")
            } else {
                buffer.append(shellWord: container.runtime.span)
            }
            // The form in which the runtimes show it.
            append(Array(container.id.prefix(12)), behind: " ", to: &buffer)
        } else {
            append(context.cgroupPath, behind: ", cgroup ", to: &buffer)
        }
        for attribute in exec.attributes {
            append(Array("\(attribute.name)=\(attribute.value)".utf8), behind: ", ", to: &buffer)
        }
        end(.dim, in: &buffer)
        buffer.append(0x0a)
    }

    private func append(_ text: [UInt8], behind words: StaticString, to buffer: inout OutputBuffer) {
        guard !text.isEmpty else { return }
        buffer.append(words)
        buffer.append(shellWord: text.span)
    }
}

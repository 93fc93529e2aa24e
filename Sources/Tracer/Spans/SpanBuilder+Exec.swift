internal import TracerCapture
internal import TracerOutput

extension SpanBuilder {
    /// The span's name is that of the executed file: for a script this says more than its interpreter. A file
    /// without a name of its own (fexecve(3)) is named after the file that runs.
    func name(of exec: ExecEvent) -> [UInt8] {
        let file = Self.baseName(of: exec.filename)
        let isNumber = exec.filename.starts(with: Array("/dev/fd/".utf8))
        let isSelf = exec.filename.starts(with: Array("/proc/self/".utf8))
        if !file.isEmpty, !isNumber, !isSelf { return file }
        if !exec.context.executable.isEmpty { return Self.baseName(of: exec.context.executable) }
        return exec.comm.isEmpty ? Array("?".utf8) : exec.comm
    }

    /// The attributes known at the start of an exec.
    mutating func attributes(of exec: ExecEvent) -> [SpanAttribute] {
        var attributes: [SpanAttribute] = []
        attributes.reserveCapacity(24)
        attributes.append(SpanAttribute("process.pid", exec.pid))
        attributes.append(SpanAttribute("process.parent_pid", exec.ppid))
        appendProgram(of: exec, to: &attributes)
        appendRights(of: exec, to: &attributes)
        appendPlace(of: exec, to: &attributes)
        var id = OutputBuffer()
        id.append(hexadecimal: exec.execID)
        attributes.append(SpanAttribute("swiftlet.exec_id", .string(id.bytes)))
        appendEnvironment(of: exec, to: &attributes)
        appendMissing(of: exec, to: &attributes)
        attributes.set(exec.attributes.map { SpanAttribute($0.name, $0.value) })
        appendAdditions(of: exec, to: &attributes)
        return attributes
    }

    private func appendProgram(of exec: ExecEvent, to attributes: inout [SpanAttribute]) {
        let context = exec.context
        // `/proc/PID/exe` if known: for a script this is its interpreter.
        let executable =
            context.executable.isEmpty ? exec.interpreter ?? exec.filename : context.executable
        attributes.append("process.executable.path", known: executable)
        attributes.append("process.executable.name", known: Self.baseName(of: executable))
        if exec.interpreter != nil { attributes.append("swiftlet.process.script", known: exec.filename) }
        if exec.arguments.count > 0, let first = exec.arguments[0] {
            attributes.append("process.command", known: Array(first))
        }
        attributes.append(SpanAttribute("process.command_args", .strings(exec.arguments)))
        attributes.append(SpanAttribute("process.args_count", exec.argumentCount))
        if !exec.arguments.isUTF8 {
            attributes.append(
                SpanAttribute("swiftlet.process.command_args_bytes", .bytes(exec.arguments)))
        }
    }

    private func appendRights(of exec: ExecEvent, to attributes: inout [SpanAttribute]) {
        attributes.append("process.owner", known: options.users.name(of: exec.uid))
        attributes.append(SpanAttribute("process.real_user.id", exec.uid))
        if let user = exec.context.effectiveUID {
            attributes.append(SpanAttribute("process.user.id", user))
        }
    }

    private func appendPlace(of exec: ExecEvent, to attributes: inout [SpanAttribute]) {
        let context = exec.context
        attributes.append("process.working_directory", known: context.workingDirectory)
        if let session = context.sessionID {
            attributes.append(SpanAttribute("process.session_leader.pid", session))
        }
        if !context.cgroupPath.isEmpty {
            attributes.append(
                "process.linux.cgroup", known: Array("0::".utf8) + context.cgroupPath)
        }
        if let container = context.container {
            attributes.append("container.id", known: container.id)
            attributes.append("container.runtime.name", known: container.runtime)
        }
        if exec.startTime != 0 {
            var time = OutputBuffer()
            clock.append(timestamp: exec.startTime, to: &time)
            attributes.append("process.creation.time", known: time.bytes)
        }
    }

    private func appendMissing(of exec: ExecEvent, to attributes: inout [SpanAttribute]) {
        guard !exec.isComplete else { return }
        attributes.append(SpanAttribute("swiftlet.complete", .boolean(false)))
        var causes = StringList()
        for part in exec.missing {
            var text = OutputBuffer()
            text.append(part.part.name)
            text.append(": ")
            text.append(part.cause.name)
            causes.append(text.bytes[...])
        }
        attributes.append(SpanAttribute("swiftlet.missing", .strings(causes)))
    }

    private func appendAdditions(of exec: ExecEvent, to attributes: inout [SpanAttribute]) {
        for addition in options.additions {
            switch addition.value {
            case .constant(let value): attributes.set(SpanAttribute(addition.key, value))
            case .variable(let name):
                guard let value = exec.environment.value(of: name.utf8) else { continue }
                attributes.set(SpanAttribute(addition.key, .string(Array(value))))
            }
        }
    }
}

extension StringList {
    /// Whether all strings are UTF-8.
    var isUTF8: Bool { String(validating: bytes, as: UTF8.self) != nil }
}

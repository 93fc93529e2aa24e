internal import TracerCapture

extension JSONFormatter {
    mutating func append(_ exec: ExecEvent, to buffer: inout OutputBuffer) {
        appendIdentity(of: exec, to: &buffer)
        appendPaths(of: exec, to: &buffer)
        appendArguments(of: exec, to: &buffer)
        appendEnvironment(of: exec, to: &buffer)
        appendExtent(of: exec, to: &buffer)

        buffer.member("source", exec.source.name)
        buffer.member("cgroup_id", exec.cgroupID)
        buffer.member("pid_ns", exec.pidNamespace)
        appendContext(of: exec, to: &buffer)
        appendDescriptors(of: exec, to: &buffer)
        buffer.member("result", exec.result)
        if !exec.succeeded {
            buffer.key("error")
            buffer.quoted { ErrnoName.append(result: exec.result, to: &$0) }
        }
        appendRedactions(of: exec, to: &buffer)
        appendAttributes(of: exec, to: &buffer)
        buffer.endLine()
    }

    /// Appends the time and the process.
    private func appendIdentity(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        buffer.beginEvent("exec")
        append(exec.time, as: "time", to: &buffer)
        buffer.member("exec_id", hexadecimal: exec.execID)
        buffer.member("pid", exec.pid)
        buffer.member("tid", exec.tid)
        // No thread that calls exec has the ID 0, which means unknown.
        if exec.oldTID != exec.tid, exec.oldTID != 0 { buffer.member("old_tid", exec.oldTID) }
        buffer.member("ppid", exec.ppid)
        buffer.member("uid", exec.uid)
        buffer.member("gid", exec.gid)
    }

    private func appendPaths(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        buffer.member("comm", exact: exec.comm.span)
        buffer.member("filename", exact: exec.filename.span)
        if let interpreter = exec.interpreter { buffer.member("interpreter", exact: interpreter.span) }
    }

    private func appendArguments(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        buffer.key("args")
        buffer.beginArray()
        var isUTF8 = true
        for position in 0..<exec.arguments.count {
            guard let argument = exec.arguments[position] else {
                buffer.nullValue()
                continue
            }
            if !buffer.value(argument.span) { isUTF8 = false }
        }
        buffer.endArray()
        if !isUTF8 {
            buffer.key("args_base64")
            buffer.value(base64: exec.arguments)
        }
    }

    /// Appends how much there was, and what is missing.
    private func appendExtent(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        buffer.member("argc", exec.argumentCount)
        buffer.member("envc", exec.environmentCount)
        buffer.member("args_bytes", exec.argumentBytes)
        buffer.member("env_bytes", exec.environmentBytes)
        if !exec.isComplete {
            buffer.member("args_received", exec.argumentBytesReceived)
            buffer.member("env_received", exec.environmentBytesReceived)
        }
        buffer.member("complete", exec.isComplete)
        append(exec.missing, as: "missing", to: &buffer)
        if !exec.filled.isEmpty { append(exec.filled, as: "filled", to: &buffer) }
    }

    private func append(
        _ parts: [MissingPart], as key: StaticString, to buffer: inout OutputBuffer
    ) {
        buffer.key(key)
        buffer.beginArray()
        for missing in parts {
            buffer.beginObject()
            buffer.member("part", missing.part.name)
            buffer.member("unit", missing.unit.name)
            buffer.member("offset", missing.offset)
            buffer.key("count")
            if let count = missing.count { buffer.value(count) } else { buffer.nullValue() }
            buffer.member("cause", missing.cause.name)
            buffer.endObject()
        }
        buffer.endArray()
    }
}

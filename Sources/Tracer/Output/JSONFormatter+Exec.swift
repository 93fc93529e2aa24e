internal import TracerCapture

extension JSONFormatter {
    mutating func append(_ exec: ExecEvent, to buffer: inout OutputBuffer) {
        appendIdentity(of: exec, to: &buffer)
        appendPaths(of: exec, to: &buffer)
        appendArguments(of: exec, to: &buffer)
        appendEnvironment(of: exec, to: &buffer)
        appendExtent(of: exec, to: &buffer)

        buffer.append(#","source":""#)
        buffer.append(exec.source.name)
        buffer.append(#"","cgroup_id":"#)
        buffer.append(decimal: exec.cgroupID)
        buffer.append(#","pid_ns":"#)
        buffer.append(decimal: exec.pidNamespace)
        appendContext(of: exec, to: &buffer)
        buffer.append(#","result":"#)
        buffer.append(decimal: exec.result)
        if !exec.succeeded {
            buffer.append(#","error":""#)
            ErrnoName.append(result: exec.result, to: &buffer)
            buffer.append(0x22)
        }
        appendRedactions(of: exec, to: &buffer)
        appendAttributes(of: exec, to: &buffer)
        buffer.append(0x7d)
        buffer.append(0x0a)
    }

    /// When it was and who did it.
    private func appendIdentity(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        buffer.append(jsonEvent: "exec")
        buffer.append(#","time":""#)
        clock.append(timestamp: exec.time, to: &buffer)
        buffer.append(#"","exec_id":""#)
        buffer.append(hexadecimal: exec.execID)
        buffer.append(#"","pid":"#)
        buffer.append(decimal: exec.pid)
        buffer.append(#","tid":"#)
        buffer.append(decimal: exec.tid)
        // No thread that calls exec has the id 0: it stands for one that is not known.
        if exec.oldTID != exec.tid, exec.oldTID != 0 {
            buffer.append(#","old_tid":"#)
            buffer.append(decimal: exec.oldTID)
        }
        buffer.append(#","ppid":"#)
        buffer.append(decimal: exec.ppid)
        buffer.append(#","uid":"#)
        buffer.append(decimal: exec.uid)
        buffer.append(#","gid":"#)
        buffer.append(decimal: exec.gid)
    }

    private func appendPaths(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        append(comm: exec.comm, to: &buffer)
        buffer.append(#","filename":"#)
        if !buffer.append(jsonString: exec.filename.span) {
            buffer.append(#","filename_base64":""#)
            buffer.append(base64: exec.filename.span)
            buffer.append(0x22)
        }
        if let interpreter = exec.interpreter {
            buffer.append(#","interpreter":"#)
            if !buffer.append(jsonString: interpreter.span) {
                buffer.append(#","interpreter_base64":""#)
                buffer.append(base64: interpreter.span)
                buffer.append(0x22)
            }
        }
    }

    private func appendArguments(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        buffer.append(#","args":["#)
        var isUTF8 = true
        for position in 0..<exec.arguments.count {
            if position > 0 { buffer.append(0x2c) }
            guard let argument = exec.arguments[position] else {
                buffer.append("null")
                continue
            }
            if !buffer.append(jsonString: argument.span) { isUTF8 = false }
        }
        buffer.append(0x5d)
        if !isUTF8 {
            buffer.append(#","args_base64":"#)
            buffer.append(jsonBase64: exec.arguments)
        }
    }

    /// How much there was, and what of it is missing.
    private func appendExtent(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        buffer.append(#","argc":"#)
        buffer.append(decimal: exec.argumentCount)
        buffer.append(#","envc":"#)
        buffer.append(decimal: exec.environmentCount)
        buffer.append(#","args_bytes":"#)
        buffer.append(decimal: exec.argumentBytes)
        buffer.append(#","env_bytes":"#)
        buffer.append(decimal: exec.environmentBytes)
        if !exec.isComplete {
            buffer.append(#","args_received":"#)
            buffer.append(decimal: exec.argumentBytesReceived)
            buffer.append(#","env_received":"#)
            buffer.append(decimal: exec.environmentBytesReceived)
        }
        buffer.append(#","complete":"#)
        buffer.append(exec.isComplete)
        buffer.append(#","missing":"#)
        append(exec.missing, to: &buffer)
        if !exec.filled.isEmpty {
            buffer.append(#","filled":"#)
            append(exec.filled, to: &buffer)
        }
    }

    private func append(_ parts: [MissingPart], to buffer: inout OutputBuffer) {
        buffer.append(UInt8(ascii: "["))
        for position in parts.indices {
            if position > 0 { buffer.append(UInt8(ascii: ",")) }
            append(parts[position], to: &buffer)
        }
        buffer.append(UInt8(ascii: "]"))
    }

    private func append(_ missing: MissingPart, to buffer: inout OutputBuffer) {
        buffer.append(#"{"part":""#)
        buffer.append(missing.part.name)
        buffer.append(#"","unit":""#)
        buffer.append(missing.unit.name)
        buffer.append(#"","offset":"#)
        buffer.append(decimal: missing.offset)
        buffer.append(#","count":"#)
        if let count = missing.count {
            buffer.append(decimal: count)
        } else {
            buffer.append("null")
        }
        buffer.append(#","cause":""#)
        buffer.append(missing.cause.name)
        buffer.append(#""}"#)
    }
}

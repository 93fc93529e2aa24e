internal import TracerCapture
internal import TracerOutput

extension TraceEventFormatter {
    /// Appends a program's slice, which ends with its process or with the next exec.
    mutating func append(
        _ exec: ExecEvent, of process: Process, until end: UInt64, exit: ExitEvent?,
        to buffer: inout OutputBuffer
    ) {
        begin("X", "exec", track: process.track, to: &buffer)
        append(from: exec.time, to: end, to: &buffer)
        append(name: exec.shortName, to: &buffer)
        buffer.key("args")
        buffer.beginObject()
        append(detailsOf: exec, to: &buffer)
        if process.hasDropped { buffer.member("dropped", true) }
        append(exit: exit, to: &buffer)
        buffer.endObject()
        buffer.endObject()
    }

    /// Appends a failed exec as an instant event of the process that tried it.
    mutating func append(failed exec: ExecEvent, track: UInt64, to buffer: inout OutputBuffer) {
        begin("i", "failed", track: track, to: &buffer)
        append(time: exec.time, to: &buffer)
        append(name: exec.shortName, to: &buffer)
        buffer.member("s", "t")
        buffer.key("args")
        buffer.beginObject()
        append(detailsOf: exec, to: &buffer)
        buffer.endObject()
        buffer.endObject()
    }

    /// Appends the command in shell syntax, and all details as in the JSON of a trace.
    private mutating func append(detailsOf exec: ExecEvent, to buffer: inout OutputBuffer) {
        scratch.removeAll()
        for position in 0..<exec.arguments.count {
            if position > 0 { scratch.append(0x20) }
            if let argument = exec.arguments[position] {
                scratch.append(shellWord: argument.span, isCommand: position == 0)
            } else {
                scratch.append(0x3f)
            }
        }
        buffer.member("command", scratch.bytes.span)
        buffer.key("exec")
        appendJSON(to: &buffer) { $0.append(.exec(exec), to: &$1) }
    }

    /// Appends the exit's details; null if it was not seen.
    mutating func append(exit: ExitEvent?, to buffer: inout OutputBuffer) {
        buffer.key("exit")
        guard let exit else { return buffer.nullValue() }
        appendJSON(to: &buffer) { $0.append(.exit(exit), to: &$1) }
    }

    /// Appends a connection, which lasts from connect(2) to its close, beside the slices.
    mutating func append(_ tcp: TCPEvent, to buffer: inout OutputBuffer) {
        let track = live[tcp.pid]?.track ?? UInt64(tcp.pid)
        if tcp.kind == .close, !tcp.wasEstablished {
            // The event at the end has the duration, and so the beginning.
            let duration = min(tcp.duration ?? 0, tcp.time)
            append(tcp, phase: "b", at: tcp.time - duration, track: track, to: &buffer)
        }
        append(tcp, phase: tcp.kind == .connect ? "b" : "e", at: tcp.time, track: track, to: &buffer)
    }

    private mutating func append(
        _ tcp: TCPEvent, phase: StaticString, at time: UInt64, track: UInt64,
        to buffer: inout OutputBuffer
    ) {
        begin(phase, "tcp", track: track, to: &buffer)
        append(time: time, to: &buffer)
        buffer.key("id")
        buffer.quoted {
            $0.append("0x")
            $0.append(hexadecimal: tcp.connectionID)
        }
        scratch.removeAll()
        let isLong = tcp.remote.address.count == 16
        if isLong { scratch.append(0x5b) }
        scratch.append(address: tcp.remote.address)
        if isLong { scratch.append(0x5d) }
        scratch.append(0x3a)
        scratch.append(decimal: tcp.remote.port)
        append(name: scratch.bytes, to: &buffer)
        buffer.key("args")
        buffer.beginObject()
        buffer.key("tcp")
        appendJSON(to: &buffer) { $0.append(.tcp(tcp), to: &$1) }
        buffer.endObject()
        buffer.endObject()
    }
}

extension ExecEvent {
    /// The file's name without its directory; the program's name if the file is unknown.
    var shortName: [UInt8] {
        guard let name = filename.split(separator: 0x2f).last, !name.isEmpty else { return comm }
        return Array(name)
    }
}

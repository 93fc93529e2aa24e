internal import TracerCapture

extension JSONFormatter {
    func append(_ tcp: TCPEvent, to buffer: inout OutputBuffer) {
        buffer.beginEvent(tcp.kind == .connect ? "tcp_connect" : "tcp_close")
        append(tcp.time, as: "time", to: &buffer)
        buffer.member("exec_id", hexadecimal: tcp.execID)
        buffer.member("pid", tcp.pid)
        buffer.member("comm", exact: tcp.comm.span)
        buffer.member("connection_id", hexadecimal: tcp.connectionID)
        buffer.key("local_address")
        buffer.quoted { $0.append(address: tcp.local.address) }
        buffer.member("local_port", tcp.local.port)
        buffer.key("remote_address")
        buffer.quoted { $0.append(address: tcp.remote.address) }
        buffer.member("remote_port", tcp.remote.port)
        if tcp.kind == .close {
            buffer.member("established", tcp.wasEstablished)
            append(tcp.duration, as: "duration_ns", to: &buffer)
            append(tcp.bytesSent, as: "bytes_sent", to: &buffer)
            append(tcp.bytesReceived, as: "bytes_received", to: &buffer)
        }
        buffer.endLine()
    }

    private func append(_ number: UInt64?, as key: StaticString, to buffer: inout OutputBuffer) {
        buffer.key(key)
        if let number { buffer.value(number) } else { buffer.nullValue() }
    }
}

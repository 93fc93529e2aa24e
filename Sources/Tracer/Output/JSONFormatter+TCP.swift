internal import TracerCapture

extension JSONFormatter {
    func append(_ tcp: TCPEvent, to buffer: inout OutputBuffer) {
        switch tcp.kind {
        case .connect: buffer.append(jsonEvent: "tcp_connect")
        case .close: buffer.append(jsonEvent: "tcp_close")
        }
        buffer.append(#","time":""#)
        clock.append(timestamp: tcp.time, to: &buffer)
        buffer.append(#"","exec_id":""#)
        buffer.append(hexadecimal: tcp.execID)
        buffer.append(#"","pid":"#)
        buffer.append(decimal: tcp.pid)
        append(comm: tcp.comm, to: &buffer)
        buffer.append(#","connection_id":""#)
        buffer.append(hexadecimal: tcp.connectionID)
        buffer.append(#"","local_address":""#)
        buffer.append(address: tcp.local.address)
        buffer.append(#"","local_port":"#)
        buffer.append(decimal: tcp.local.port)
        buffer.append(#","remote_address":""#)
        buffer.append(address: tcp.remote.address)
        buffer.append(#"","remote_port":"#)
        buffer.append(decimal: tcp.remote.port)
        if tcp.kind == .close {
            buffer.append(#","established":"#)
            buffer.append(tcp.wasEstablished)
            append(tcp.duration, as: "duration_ns", to: &buffer)
            append(tcp.bytesSent, as: "bytes_sent", to: &buffer)
            append(tcp.bytesReceived, as: "bytes_received", to: &buffer)
        }
        buffer.append("}\n")
    }

    private func append(_ number: UInt64?, as key: StaticString, to buffer: inout OutputBuffer) {
        buffer.append(#",""#)
        buffer.append(key)
        buffer.append(#"":"#)
        if let number { buffer.append(decimal: number) } else { buffer.append("null") }
    }
}

internal import TracerWire

extension EventStream {
    mutating func connection(
        _ record: borrowing WireRecord, _ kind: TCPEvent.Kind, _ sink: (TracerEvent) -> Void
    ) throws(WireError) {
        let tcp = try record.load(event_tcp.self)
        let process = processes[tcp.header.pid]
        var owner = ConnectionTable.Owner(
            execID: process?.execID ?? 0, isHidden: process?.isHidden ?? false)
        switch kind {
        case .connect: connections.open(tcp.connection_id, by: owner)
        case .close: owner = connections.close(tcp.connection_id) ?? owner
        }
        guard !owner.isHidden else { return }
        sink(.tcp(TCPEvent(tcp, kind, execID: owner.execID)))
    }
}

extension TCPEvent {
    /// - Parameter execID: The exec of the program that opened the connection.
    fileprivate init(_ tcp: event_tcp, _ kind: Kind, execID: UInt64) {
        // SAFETY: tuples of 16 bytes, read in place.
        let length = tcp.family == 2 ? 4 : 16
        let local = unsafe withUnsafeBytes(of: tcp.local_address) { unsafe [UInt8]($0.prefix(length)) }
        let remote = unsafe withUnsafeBytes(of: tcp.remote_address) { unsafe [UInt8]($0.prefix(length)) }
        self.init(
            kind: kind, time: tcp.header.time_ns, execID: execID, pid: tcp.header.pid,
            comm: [UInt8](text: tcp.comm), connectionID: tcp.connection_id,
            local: Endpoint(address: local, port: tcp.local_port),
            remote: Endpoint(address: remote, port: tcp.remote_port))
        guard kind == .close else { return }
        duration = tcp.header.time_ns &- tcp.start_time_ns
        wasEstablished = tcp.was_established != 0
        bytesSent = tcp.bytes_sent
        bytesReceived = tcp.bytes_received
    }
}

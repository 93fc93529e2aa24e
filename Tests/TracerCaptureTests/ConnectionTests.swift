import Testing
import TracerWire

@testable import TracerCapture

/// TCP records, which come from anywhere and at any time.
@Suite struct ConnectionTests {
    private let client = SentExec(["curl"], [], id: 7)

    private func record(
        _ type: event_type, family: UInt16 = 2, established: UInt8 = 1, pid: UInt32 = 100
    ) -> [UInt8] {
        var tcp = event_tcp()
        tcp.header.time_ns = 5000
        tcp.header.cpu = UInt32(NO_SEQUENCE)
        tcp.header.pid = pid
        tcp.connection_id = 9
        tcp.start_time_ns = 2000
        tcp.bytes_sent = 10
        tcp.bytes_received = 20
        withUnsafeMutableBytes(of: &tcp.local_address) { $0.copyBytes(from: 1...16) }
        withUnsafeMutableBytes(of: &tcp.remote_address) { $0.copyBytes(from: 101...116) }
        tcp.local_port = 40000
        tcp.remote_port = 443
        tcp.family = family
        tcp.was_established = established
        withUnsafeMutableBytes(of: &tcp.comm) { $0.copyBytes(from: "curl".utf8) }
        return wireRecord(type, tcp, [])
    }

    @Test func connectAndCloseOfOneProgram() throws {
        var player = StreamPlayer()
        try player.send(client.blockRecords())
        try player.deliver(record(EVENT_TCP_CONNECT))
        // The process may be gone when the connection ends.
        try player.send(exitRecord(100))
        try player.deliver(record(EVENT_TCP_CLOSE))
        let events = player.connections
        try #require(events.count == 2)
        #expect(events.map(\.execID) == [7, 7])
        #expect(events.map(\.kind) == [.connect, .close])
        #expect(events[0].duration == nil && events[0].bytesSent == nil)
        #expect(events[1].duration == 3000)
        #expect(events[1].bytesSent == 10 && events[1].bytesReceived == 20)
        #expect(events[1].local == TCPEvent.Endpoint(address: [1, 2, 3, 4], port: 40000))
        #expect(events[1].remote == TCPEvent.Endpoint(address: [101, 102, 103, 104], port: 443))
        #expect(events[1].comm == Array("curl".utf8) && events[1].wasEstablished)
        #expect(player.stream.summary(KernelCounters()).sequenceGaps == 0)
    }

    @Test func sixteenBytesOfIPv6() throws {
        var player = StreamPlayer()
        try player.deliver(record(EVENT_TCP_CLOSE, family: 10, established: 0))
        let event = try #require(player.connections.first)
        #expect(event.local.address == Array(1...16))
        #expect(event.remote.address == Array(101...116))
        #expect(!event.wasEstablished && event.execID == 0)
    }

    @Test func whatIsHiddenHasNoConnections() throws {
        var player = StreamPlayer(isShown: { _ in false })
        try player.send(client.blockRecords())
        try player.deliver(record(EVENT_TCP_CONNECT))
        try player.deliver(record(EVENT_TCP_CLOSE))
        #expect(player.events.isEmpty)
        // Nor if they end after it.
        try player.deliver(record(EVENT_TCP_CONNECT))
        try player.send(exitRecord(100))
        try player.deliver(record(EVENT_TCP_CLOSE))
        #expect(player.events.isEmpty)
    }

    @Test func closesThatNeverComeTakeBoundedMemory() throws {
        var table = ConnectionTable()
        for connection in UInt64(0)..<100_000 { table.open(connection, by: .init(execID: connection, isHidden: false)) }
        #expect(table.count <= 16384)
        #expect(table.close(99_999)?.execID == 99_999)
        #expect(table.close(99_999)?.execID == nil)
    }

    @Test func aRecordThatIsTooShort() {
        var player = StreamPlayer()
        let whole = record(EVENT_TCP_CLOSE)
        for length in [48, 64, whole.count - 1] {
            var short = Array(whole.prefix(length))
            changeHeader(of: &short) { $0.size = UInt32(length) }
            #expect(throws: WireError.self) { try player.deliver(short) }
        }
        #expect(player.events.isEmpty)
    }
}

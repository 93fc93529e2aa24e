import Foundation
import KernelOracle
import Testing

/// TCP connections of traced programs, on the loopback interface.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct ConnectionTests {
    /// Connects to a server in another process, sends 100,000 bytes and gets 54,321, twice; then to a port
    /// where nobody listens. Prints what it knows of each connection.
    ///
    /// For IPv6 in a network of its own, since the host's may have none.
    private static let client = """
        import ctypes, fcntl, os, socket, struct, sys
        if sys.argv[1] == "6":
            assert ctypes.CDLL(None).unshare(0x40000000) == 0, "CLONE_NEWNET"
            open("/proc/sys/net/ipv6/conf/lo/disable_ipv6", "w").write("0")
            flags = struct.pack("16sH14x", b"lo", 1)
            fcntl.ioctl(socket.socket(), 0x8914, flags)  # SIOCSIFFLAGS: IFF_UP
        family = socket.AF_INET6 if sys.argv[1] == "6" else socket.AF_INET
        host = "::1" if sys.argv[1] == "6" else "127.0.0.1"
        server = socket.socket(family); server.bind((host, 0)); server.listen(5)
        port = server.getsockname()[1]
        if os.fork() == 0:
            for _ in range(2):
                peer, _ = server.accept()
                while peer.recv(65536): pass
                peer.sendall(b"x" * 54321)
                peer.close()
            os._exit(0)
        server.close()
        for _ in range(2):
            c = socket.create_connection((host, port))
            print("connection", c.getsockname()[1], port, flush=True)
            c.sendall(b"y" * 100000); c.shutdown(socket.SHUT_WR)
            got = 0
            while True:
                data = c.recv(65536)
                if not data: break
                got += len(data)
            assert got == 54321
            c.close()
        os.wait()
        try: socket.create_connection((host, port))
        except ConnectionRefusedError: print("refused", port, flush=True)
        """

    @Test(arguments: ["4", "6"]) func connections(_ family: String) throws {
        if family == "6", !FileManager.default.fileExists(atPath: "/proc/sys/net/ipv6") {
            print("LEFT OUT: TCP over IPv6: this kernel has none (ipv6.disable=1)")
            return
        }
        let events = NSTemporaryDirectory() + "swiftlet-tcp-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: events) }
        let result = try Command.swiftlet(
            ["trace", "--strict", "--format", "json", "--events", "exec,exit,tcp", "--output", events, "--"]
                + ["/usr/bin/python3", "-c", Self.client, family])
        #expect(result.status == 0, "\(result.errors)")
        let lines = try String(contentsOfFile: events, encoding: .utf8)
        let traced = Command.Result(status: 0, output: lines, errors: "")
        let opened = try traced.events("tcp_connect")
        let closed = try traced.events("tcp_close")
        let exec = try #require(try traced.events("exec").last)
        let said = result.lines.filter { $0.starts(with: "connection") }.map { $0.split(separator: " ") }
        try #require(said.count == 2)
        #expect(opened.map { $0["local_port"] as? Int } == said.map { Int($0[1]) })
        #expect(opened.map { $0["remote_port"] as? Int } == said.map { Int($0[2]) })
        #expect(Set(opened.compactMap { $0["connection_id"] as? String }).count == 2)
        try #require(closed.count == 3)
        for (open, close) in zip(opened, closed) {
            #expect(open["connection_id"] as? String == close["connection_id"] as? String)
            #expect(close["established"] as? Bool == true)
            #expect(close["bytes_sent"] as? Int == 100_000)
            #expect(close["bytes_received"] as? Int == 54321)
            #expect(close["duration_ns"] as? Int ?? 0 > 0)
        }
        let refused = closed[2]
        #expect(refused["established"] as? Bool == false)
        #expect(refused["bytes_sent"] as? Int == 0 && refused["bytes_received"] as? Int == 0)
        let address = family == "6" ? "::1" : "127.0.0.1"
        for event in opened + closed {
            #expect(event["local_address"] as? String == address)
            #expect(event["remote_address"] as? String == address)
            #expect(event["exec_id"] as? String == exec["exec_id"] as? String)
            #expect(event["pid"] as? Int == exec["pid"] as? Int)
            #expect(event["comm"] as? String == "python3")
        }
        let summary = try #require(try traced.events("summary").first)
        #expect(summary["sent"] as? Int == summary["received"] as? Int)
    }

    /// Connections of others are not told of, and many at once are all told of.
    @Test func manyAtOnce() throws {
        let storm = """
            import socket, threading
            server = socket.socket(); server.bind(("127.0.0.1", 0)); server.listen(128)
            port = server.getsockname()[1]
            def serve():
                for _ in range(400): server.accept()[0].close()
            threading.Thread(target=serve).start()
            def connect():
                for _ in range(100): socket.create_connection(("127.0.0.1", port)).close()
            threads = [threading.Thread(target=connect) for _ in range(4)]
            for t in threads: t.start()
            for t in threads: t.join()
            """
        let other = try Command.start(["/usr/bin/python3", "-c", storm])
        let result = try Command.swiftlet(
            ["trace", "--strict", "--format", "json", "--events", "exec,exit,tcp", "--output", "-", "--"]
                + ["/usr/bin/python3", "-c", storm])
        #expect(result.status == 0, "\(result.errors)")
        _ = try other.end()
        let opened = try result.events("tcp_connect").compactMap { $0["connection_id"] as? String }
        let closed = try result.events("tcp_close").compactMap { $0["connection_id"] as? String }
        #expect(opened.count == 400)
        #expect(Set(opened) == Set(closed) && closed.count == 400)
    }
}

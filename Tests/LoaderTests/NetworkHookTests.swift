import ELFLoader
import Foundation
import Glibc
import KernelOracle
import SwiftletObject
import Testing

@testable import SwiftletKernel

/// Programs at an interface, a cgroup, a namespace or netfilter, seen to run by what this process sends
/// to itself.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct NetworkHookTests {
    /// A socket that nobody else sends to.
    private struct Receiver: ~Copyable {
        let socket: Int32
        let port: UInt16

        init() throws {
            socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            var address = Self.loopback(0)
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let socket = socket
            let bound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
                }
            }
            try #require(bound)
            port = UInt16(bigEndian: address.sin_port)
        }

        static func loopback(_ port: UInt16) -> sockaddr_in {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            return address
        }

        /// Ten packets, all of which arrive.
        func send() throws {
            let sender = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            defer { close(sender) }
            var address = Self.loopback(port)
            for _ in 0..<10 {
                let sent = withUnsafePointer(to: &address) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        sendto(sender, "x", 1, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                    }
                }
                try #require(sent == 1)
                var byte: UInt8 = 0
                try #require(recv(socket, &byte, 1, 0) == 1)
            }
        }

        deinit { close(socket) }
    }

    /// Attached it counts the packets, and detached none.
    private func check(
        _ program: String, atLeast: Bool = false, _ attach: (LoadedProgram) throws -> Link
    ) throws {
        let receiver = try Receiver()
        let watched = try Watched("hooks_net", program) {
            try $0.setVariable("wanted_port", to: receiver.port)
        }
        #expect(try watched.growth { try receiver.send() } == 0)
        let link = try attach(watched.program)
        let id = Int(try watched.program.info().id)
        #expect(try Bpftool.list("link").filter { $0["prog_id"] as? Int == id }.count == 1)
        #expect(try link.info().program == UInt32(id))
        let grown = try watched.growth { try receiver.send() }
        #expect(atLeast ? grown >= 10 : grown == 10)
        link.detach()
        #expect(try watched.isStill { try receiver.send() })
    }

    /// Where cgroups of version 2 are mounted.
    private static func cgroups() throws -> String {
        let mounts = try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)
        let line = mounts.split(separator: "\n").first { $0.contains(" cgroup2 ") }
        return String(try #require(line, "no cgroup2 is mounted").split(separator: " ")[1])
    }

    @Test(arguments: ["on_ingress", "on_egress"])
    func trafficControl(program: String) throws {
        try check(program) { try $0.attach(toInterface: "lo") }
    }

    @Test(arguments: ["on_xdp", "on_xdp_fragments"])
    func xdp(program: String) throws {
        try check(program) { try $0.attach(toInterface: "lo", mode: .generic) }
    }

    @Test(arguments: ["on_cgroup_egress", "on_send"])
    func cgroup(program: String) throws {
        let folder = try Self.cgroups()
        try check(program) { try $0.attach(toCgroup: folder) }
    }

    @Test(arguments: ["on_socket", "on_unix_connect"])
    func otherCgroupHooks(program: String) throws {
        let watched = try Watched("hooks_net", program)
        let link = try watched.program.attach(toCgroup: try Self.cgroups())
        #expect(try link.info().program == watched.program.info().id)
    }

    @Test func netfilter() throws {
        try check("on_netfilter", atLeast: true) {
            try $0.attach(toNetfilter: NetfilterHook(isIPv6: false, .toThisHost), priority: 1000)
        }
    }

    @Test func networkNamespace() throws {
        let watched = try Watched("hooks_net", "on_lookup")
        let link = try watched.program.attach(toNetworkNamespace: "/proc/self/ns/net")
        // Whoever connects looks a listening socket up.
        func connectToNobody() {
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Receiver.loopback(1)
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            close(socket)
        }
        #expect(try watched.growth { connectToNobody() } >= 1)
        link.detach()
        #expect(try watched.isStill { connectToNobody() })
    }

    @Test func anotherProgramTakesTheLink() throws {
        let receiver = try Receiver()
        var spec = try Fixture.spec("hooks_net")
        for program in spec.programs {
            try spec.setLoaded(program.name, ["on_xdp", "other_xdp"].contains(program.name))
        }
        try spec.setVariable("wanted_port", to: receiver.port)
        let object = try spec.load()
        let link = try object.programs["on_xdp"].attach(toInterface: "lo", mode: .generic)
        #expect(try link.info().program == object.programs["on_xdp"].info().id)
        try link.update(to: try object.programs["other_xdp"])
        #expect(try link.info().program == object.programs["other_xdp"].info().id)
        try receiver.send()
        withExtendedLifetime(link) {}
    }

    @Test func whatIsNotThereIsNamed() throws {
        let watched = try Watched("hooks_net", "on_xdp")
        let interface = #expect(throws: LoadError.self) {
            try watched.program.attach(toInterface: "nosuch0")
        }
        #expect("\(try #require(interface))".contains("network interface 'nosuch0': if_nametoindex: ENODEV"))
        let cgroup = #expect(throws: LoadError.self) {
            try watched.program.attach(toCgroup: "/no/such/cgroup")
        }
        #expect("\(try #require(cgroup))".contains("/no/such/cgroup: open: ENOENT"))
        let section = #expect(throws: LoadError.self) { try watched.program.attach() }
        #expect("\(try #require(section))".contains("attach(toInterface:)"))
    }
}

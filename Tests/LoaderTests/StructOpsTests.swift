import CommandRun
import ELFLoader
import FixtureCompiler
import Foundation
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Testing

/// Structures of functions (struct_ops), beside libbpf, and registered with the kernel.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct StructOpsTests {
    private func controls() throws -> Set<Substring> {
        let path = "/proc/sys/net/ipv4/tcp_available_congestion_control"
        return Set(try String(contentsOfFile: path, encoding: .utf8).split { $0 == " " || $0 == "\n" })
    }

    @Test func whatTheFileSays() throws {
        let spec = try Fixture.spec("struct_ops")
        let names = spec.structOps.map { spec.maps[$0.map].name }
        #expect(Set(names) == ["ours", "registered", "optional"])
        let ours = try #require(spec.structOps.first { spec.maps[$0.map].name == "ours" })
        #expect(ours.structure.functions.map { $0.member }.sorted() == [3, 4, 5])
        let map = spec.maps[ours.map]
        #expect(map.flags == MapSpec.attachedByLink && map.isCreated && map.maxEntries == 1)
        #expect(try !spec.maps[spec.map(named: "optional")].isCreated)
        // Of use in a structure that is made, whatever the section's name says.
        let loaded = spec.programs.filter { $0.isLoaded }.map { $0.name }
        #expect(Set(loaded) == ["ours_ssthresh", "ours_undo_cwnd", "ours_cong_avoid"])
    }

    @Test func asLibbpfLoadsThem() throws {
        let flags = ["-DFOR_LIBBPF"]
        let theirs = try LibbpfLoad(
            FixtureCompiler.compile("struct_ops", flags: flags), name: "struct_ops")
        let ours = try Fixture.load("struct_ops", flags: flags)
        let map = try Bpftool.show("map", id: ours.maps["ours"].info().id)
        let expected = try #require(theirs.maps["ours"])
        for key in ["bytes_key", "bytes_value", "max_entries", "flags"] {
            #expect(map[key] as? Int == expected[key] as? Int, "\(key)")
        }
        #expect(map["type"] as? String == "struct_ops")
        for program in ours.programs {
            let found = try Bpftool.show("prog", id: program.info().id)
            let expected = try #require(theirs.programs[program.info().name])
            #expect(found["tag"] as? String == expected["tag"] as? String)
            #expect(found["type"] as? String == "struct_ops")
        }
        #expect(ours.programs.count == theirs.programs.count)
    }

    @Test func registeredThroughALink() throws {
        let object = try Fixture.load("struct_ops")
        #expect(try !controls().contains("swiftlet_link"))
        let link = try object.attach(structOps: "ours")
        #expect(link.mechanism == .link)
        #expect(try controls().contains("swiftlet_link"))
        link.detach()
        // The kernel takes it away after a grace period.
        #expect(try isGone("swiftlet_link"))
    }

    @Test func registeredWithoutALink() throws {
        let object = try Fixture.load("struct_ops")
        let registration = try object.attach(structOps: "registered")
        #expect(registration.mechanism == .registration)
        #expect(try controls().contains("swiftlet_reg"))
        registration.detach()
        #expect(try isGone("swiftlet_reg"))
        let error = #expect(throws: LoadError.self) { try object.attach(structOps: "registred") }
        #expect(
            "\(error!)"
                == "no structure of functions called 'registred' was loaded; did you mean 'registered'?")
    }

    private func isGone(_ name: Substring) throws -> Bool {
        try eventually { try !controls().contains(name) }
    }

    @Test func aMemberOfNoStructureIsNamed() throws {
        for (flag, message) in [
            (
                "-DALONE",
                "program 'member_of_none' is for a structure of functions, and is a member of none"
            ),
            (
                "-DUNKNOWN",
                "structure 'unknown' (struct_ops): this kernel has no struct_ops 'swiftlet_no_such_ops'"
            ),
            (
                "-DEXTRA",
                "structure 'extra' (struct_ops): member 'no_such_number': this kernel's structure has no such member, and it is set"
            ),
        ] {
            let error = #expect(throws: LoadError.self) { try Fixture.load("struct_ops", flags: [flag]) }
            #expect("\(error!)".contains(message), "\(error!)")
        }
    }

    @Test func aMemberThatTheKernelLacksIsLeftOut() throws {
        let object = try Fixture.load("struct_ops") { try $0.setCreated("optional", true) }
        #expect(!object.programs.contains { $0.name == "not_needed" })
        #expect(try object.maps["optional"].type == .structOps)
    }

    @Test func programsOfStructuresThatAreLeftOut() throws {
        let object = try Fixture.load("struct_ops") {
            try $0.setCreated("ours", false)
            try $0.setCreated("registered", false)
        }
        #expect(object.programs.isEmpty && object.maps.isEmpty)
    }
}

import ELFLoader
import FixtureCompiler
import Foundation
import KernelOracle
import SwiftletBytes
import SwiftletKernel
import SwiftletObject
import Testing

/// Objects with something in them that most have not, in the kernel.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct OddObjectTests {
    @Test func calleesInAnySection() throws {
        let object = try Fixture.load("odd_objects", flags: ["-DCOLD"])
        #expect(object.programs.map { $0.name } == ["caller"])
        // cold(0), and elsewhere(1) after it.
        #expect(try object.run("caller") == 0 + 2)
    }

    @Test func calleesInSectionsOfTheirOwn() throws {
        let flags = ["-DCOLD", "-ffunction-sections", "-fdata-sections"]
        #expect(try Fixture.load("odd_objects", flags: flags).run("caller") == 2)
    }

    @Test func aFunctionOfTwoNames() throws {
        let object = try Fixture.load("odd_objects", flags: ["-DALIAS"])
        #expect(object.programs.map { $0.name } == ["named", "caller"])
        #expect(try object.run("named") == 1)
        #expect(try object.run("caller") == 1 + 1 + 2 + 1)
        // Both names choose it.
        let other = try Fixture.load("odd_objects", flags: ["-DALIAS"]) { try $0.loadOnly(["named_too"]) }
        #expect(other.programs.map { $0.name } == ["named"])
    }

    /// Two linked files, each with its own copy of a weak function.
    @Test func linkedObjects() throws {
        let linked = try Bpftool.link(
            try ["-DFIRST", "-DSECOND"].map { try FixtureCompiler.compile("odd_objects", flags: [$0]) })
        let theirs = try LibbpfLoad(linked, name: "linked")
        let ours = try ObjectSpec(parsing: ByteView(linked), name: "linked").load()
        #expect(ours.typesError == nil)
        for program in ours.programs {
            let expected = try #require(theirs.programs[program.name])
            #expect(try program.info().tag == expected["tag"] as? String)
        }
        #expect(try (ours.run("first"), ours.run("second")) == (2, 3))
    }

    /// 300 MiB of zeroes are in the kernel, and neither here nor on the way.
    @Test func zeroesTakeNoMemory() throws {
        let before = try residentKilobytes()
        let object = try Fixture.load("odd_objects", flags: ["-DLARGE"]) {
            try $0.setVariable("behind", to: Int32(17))
            try $0.setVariable("behind", to: Int32(19))
        }
        #expect(try object.run("touches") == 19)
        let map = try object.maps[".bss"]
        #expect(map.valueSize == 300 << 20 + 4)
        #expect(try object.variables["zeroes"].bytes().count == 300 << 20)
        let shown = try Bpftool.show("map", id: map.info().id)
        #expect(shown["bytes_value"] as? Int == map.valueSize)
        #expect(try residentKilobytes() - before < 700 << 10)
    }

    private func residentKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
    }

    @Test func keysOfAHashOfMaps() throws {
        let flags = ["-DKEYS", "-DSLOT=0"]
        let object = try Fixture.load("odd_objects", flags: flags)
        #expect(try object.run("finds") == 1)
        let theirs = try LibbpfLoad(FixtureCompiler.compile("odd_objects", flags: flags), name: "odd_objects")
        #expect(theirs.programs["finds"] != nil)
        // Behind the end of an array, which may still grow.
        let error = #expect(throws: LoadError.self) {
            try Fixture.load("odd_objects", flags: ["-DKEYS", "-DSLOT=3"])
        }
        #expect("\(error!)".contains("map 'sized': field 'values': 'inside' in slot 3, but max_entries is 1"))
        let grown = try Fixture.load("odd_objects", flags: ["-DKEYS", "-DSLOT=3"]) {
            try $0.resizeMap("sized", to: 4)
        }
        #expect(grown.maps.count == 3)
    }
}

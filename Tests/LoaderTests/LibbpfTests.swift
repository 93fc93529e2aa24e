import ELFLoader
import FixtureCompiler
import KernelOracle
import SwiftletKernel
import Testing

/// Our objects in the kernel beside libbpf's from the same file, both as bpftool sees them.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct LibbpfTests {
    @Test(arguments: [
        "loader_maps", "loader_data", "loader_calls", "loader_hooks", "loader_ringbuf", "maps",
        "loader_externs",
    ])
    func mapsAndProgramsAgree(fixture: String) throws {
        let flags = ["-DNO_OPTIONAL", "-DFOR_LIBBPF"]
        let theirs = try LibbpfLoad(FixtureCompiler.compile(fixture, flags: flags), name: fixture)
        let ours = try Fixture.load(fixture, flags: flags)

        #expect(ours.typesError == nil)
        #expect(ours.maps.count == theirs.maps.count)
        for map in ours.maps {
            let info = try map.info()
            let found = try Bpftool.show("map", id: info.id)
            let expected = try #require(theirs.maps[info.name], "libbpf has no map '\(info.name)'")
            for key in ["name", "type"] {
                #expect(found[key] as? String == expected[key] as? String, "\(info.name): \(key)")
            }
            let numbers = [
                "bytes_key", "bytes_value", "max_entries", "flags", "frozen", "map_extra",
            ]
            for key in numbers {
                #expect(found[key] as? Int == expected[key] as? Int, "\(info.name): \(key)")
            }
            #expect((found["btf_id"] == nil) == (expected["btf_id"] == nil), "\(info.name): BTF")
            // What we say of it is what bpftool says.
            #expect(info.name == found["name"] as? String)
            #expect(map.type.name == found["type"] as? String)
            #expect(info.type == map.type.rawValue)
            #expect(Int(info.keySize) == found["bytes_key"] as? Int)
            #expect(Int(info.valueSize) == found["bytes_value"] as? Int)
            #expect(Int(info.maxEntries) == found["max_entries"] as? Int)
            #expect(Int(info.flags) == found["flags"] as? Int)
        }

        for map in ours.maps where map.name.hasPrefix(".") {
            let name = try map.info().name
            let value = try #require(try map.lookup(key: [0, 0, 0, 0]))
            #expect(value == theirs.values[name], "value of '\(name)'")
        }

        #expect(ours.programs.count == theirs.programs.count)
        for program in ours.programs {
            let info = try program.info()
            let found = try Bpftool.show("prog", id: info.id)
            let expected = try #require(
                theirs.programs[program.name], "libbpf has no '\(program.name)'")
            #expect(info.name == String(program.name.prefix(15)))
            // bpftool has the whole name from the object's BTF. The tag is a hash of the instructions without map descriptors.
            for key in ["name", "type", "tag"] {
                #expect(found[key] as? String == expected[key] as? String, "\(info.name): \(key)")
            }
            for key in ["bytes_xlated", "gpl_compatible"] {
                #expect(found[key] as? Int == expected[key] as? Int, "\(info.name): \(key)")
            }
            // libbpf holds the constants to every program, used or not (BPF_PROG_BIND_MAP).
            let ourNames = Set(
                try names(
                    ofMaps: found, in: ours.maps.map { try Bpftool.show("map", id: $0.info().id) }))
            let theirNames = Set(names(ofMaps: expected, in: Array(theirs.maps.values)))
            #expect(ourNames.isSubset(of: theirNames), "\(info.name)")
            #expect(
                theirNames.subtracting(ourNames).allSatisfy { $0.contains(".rodata") },
                "\(info.name)")
            #expect((found["btf_id"] == nil) == (expected["btf_id"] == nil), "\(info.name): BTF")
            #expect(info.tag == found["tag"] as? String)
            #expect(info.translatedInstructions * 8 == found["bytes_xlated"] as? Int)
            #expect(info.verifiedInstructions > 0)
        }
    }

    private func names(ofMaps program: [String: Any], in maps: [[String: Any]]) -> [String] {
        let ids = program["map_ids"] as? [Int] ?? []
        return maps.filter { ids.contains($0["id"] as? Int ?? -1) }.compactMap {
            $0["name"] as? String
        }
    }
}

import ELFLoader
import FixtureCompiler
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Testing

/// A map of every type, beside libbpf's of the same object.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct MapTypeTests {
    @Test func everyTypeIsCreatedAsLibbpfDoes() throws {
        let theirs = try LibbpfLoad(FixtureCompiler.compile("map_types"), name: "map_types")
        let ours = try Fixture.load("map_types")
        #expect(Set(ours.maps.map { $0.type.rawValue }) == Set(1...33).subtracting([26]))
        #expect(ours.maps.count == theirs.maps.count)
        for map in ours.maps {
            let info = try map.info()
            let found = try Bpftool.show("map", id: info.id)
            let expected = try #require(theirs.maps[info.name], "libbpf has no map '\(info.name)'")
            #expect(found["type"] as? String == expected["type"] as? String)
            for key in ["bytes_key", "bytes_value", "max_entries", "flags", "frozen", "map_extra"] {
                #expect(found[key] as? Int == expected[key] as? Int, "\(info.name): \(key)")
            }
            #expect((found["btf_id"] == nil) == (expected["btf_id"] == nil), "\(info.name): BTF")
            // What we say of it is what the kernel says.
            #expect(map.keySize == Int(info.keySize) && map.valueSize == Int(info.valueSize))
            #expect(map.maxEntries == Int(info.maxEntries))
            // A bpftool that is older than the type has only its number.
            let type = found["type"] as? String ?? "\(map.type.name)"
            #expect(map.type.name == type)
        }
    }

    @Test func slotsHoldTheMapsThatTheFileNames() throws {
        let object = try Fixture.load("map_types")
        func id(_ name: String) throws -> UInt32 { try object.maps[name].info().id }
        func slot(_ map: String, _ index: UInt32) throws -> UInt32? {
            try object.maps[map].lookup(key: LoadedMap.bytes(index)).map { value in
                value.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
            }
        }
        #expect(try slot("t_array_of", 0) == id("ring_b"))
        #expect(try slot("t_array_of", 1) == nil)
        #expect(try slot("t_array_of", 2) == id("ring_a"))
        #expect(try slot("t_array_of", 3) == id("ring_b"))
        #expect(try slot("t_hash_of", 0) == id("hash_a"))
        #expect(try slot("t_hash_of", 1) == nil)
        #expect(try slot("t_hash_of", 3) == id("hash_a"))
    }

    @Test func aTypeThatTheKernelLacksIsNamed() throws {
        let isThere: Bool
        do {
            _ = try Fixture.load("map_types", flags: ["-DINSN_ARRAY"])
            isThere = true
        } catch LoadError.kernel(.missingFeature(let feature, let since, _)) {
            #expect(feature == "map type 'insn_array'" && since == "6.19")
            isThere = false
        }
        // The kernel's own list of its types.
        let types = try Kernel.readFile("/sys/kernel/btf/vmlinux")
        let name = Array("BPF_MAP_TYPE_INSN_ARRAY".utf8)
        let isKnown = types.indices.contains { types[$0...].starts(with: name) }
        #expect(isThere == isKnown)
    }

    // MARK: Edits before loading

    @Test func mapsAreResized() throws {
        let object = try Fixture.load("map_types") { spec in
            try spec.resizeMap("t_hash", to: 77)
            try spec.resizeMap("t_ring", to: 9000)
            try spec.resizeMap("t_user_ring", to: 8192)
            try spec.setValueSize("t_array", to: 20)
            try spec.setValueSize("t_stacks", to: 16)
        }
        func found(_ name: String) throws -> [Int] {
            let shown = try Bpftool.show("map", id: object.maps[name].info().id)
            return ["max_entries", "bytes_value"].map { shown[$0] as? Int ?? -1 }
        }
        #expect(try found("t_hash") == [77, 8])
        #expect(try found("t_ring") == [16384, 0])
        #expect(try found("t_user_ring") == [8192, 0])
        #expect(try found("t_array") == [10, 20])
        #expect(try found("t_stacks") == [10, 16])
    }

    @Test func aDataSectionGrowsAndKeepsItsTypes() throws {
        let object = try Fixture.load("loader_data") { spec in
            try spec.setValueSize(".bss", to: 4096)
            try spec.setValueSize(".rodata", to: 200)
        }
        for (name, size) in [(".bss", 4096), (".rodata", 200)] {
            let shown = try Bpftool.show("map", id: object.maps[name].info().id)
            #expect(shown["bytes_value"] as? Int == size)
            #expect(shown["btf_id"] != nil, "\(name) has types")
        }
        #expect(object.typesError == nil)
        #expect(try object.run("add_all") != 0)
    }

    @Test func aTypeCanBeChanged() throws {
        let object = try Fixture.load("map_types") { spec in
            let index = try spec.map(named: "t_lru")
            spec.maps[index].type = .hash
            spec.maps[index].flags = MapSpec.notPreallocated
        }
        let shown = try Bpftool.show("map", id: object.maps["t_lru"].info().id)
        #expect(shown["type"] as? String == "hash" && shown["flags"] as? Int == 1)
    }

    typealias Edit = (map: String, edit: @Sendable (inout MapSpec) -> Void, message: String)

    /// Edits that no kernel takes, each with what is said.
    static let wrongEdits: [Edit] = [
        (
            ".data", { $0.maxEntries = 2 },
            "map '.data': field 'max_entries': 2, expected 1: it is a data section, whose size is its value's (setValueSize)"
        ),
        (
            ".data", { $0.type = .hash },
            "map '.data': field 'type': hash, expected array: it is a data section"
        ),
        (
            ".data", { $0.valueSize = 5 },
            "map '.data': field 'value_size': 5, but the section has 28 bytes"
        ),
        (
            "t_array_of", { $0.type = .array },
            "map 't_array_of': field 'type': array, expected array_of_maps or hash_of_maps: its .values are maps"
        ),
        (
            "t_array_of", { $0.inner = .none },
            "map 't_array_of': field 'values': missing: a map of maps needs a template of its inner maps (setInner)"
        ),
        (
            "t_hash", { $0.maxEntries = 0 },
            "map 't_hash': field 'max_entries': missing or 0: resize the map before it is loaded"
        ),
        (
            "t_ring", { $0.valueSize = 4 },
            "map 't_ring': field 'key_size': 0 and value_size 4, expected 0: a ring has records"
        ),
        (
            "t_task_storage", { $0.flags = 0 },
            "map 't_task_storage': field 'map_flags': 0 and max_entries 0, expected BPF_F_NO_PREALLOC (1) and 0 for a task_storage"
        ),
        (
            "t_array", { $0.keySize = 8 },
            "map 't_array': field 'key_size': 8, expected 4 for a array"
        ),
        (
            "t_arena", { $0.flags = 0 },
            "map 't_arena': field 'map_flags': 0, expected BPF_F_MMAPABLE (1024) for an arena"
        ),
    ]

    @Test(arguments: wrongEdits.indices)
    func aWrongEditIsNamed(index: Int) throws {
        let (map, edit, message) = Self.wrongEdits[index]
        let fixture = map == ".data" ? "loader_data" : "map_types"
        let error = #expect(throws: LoadError.self) {
            _ = try Fixture.load(fixture) { edit(&$0.maps[try $0.map(named: map)]) }
        }
        #expect("\(error!)" == message)
    }

    @Test func wrongSizesAreRefusedAtOnce() throws {
        var spec = try Fixture.spec("loader_data")
        for (edit, message) in [
            (
                { try $0.resizeMap(".bss", to: 2) },
                "map '.bss': field 'max_entries': 2, expected 1: it is a data section, whose size is its value's (setValueSize)"
            ),
            (
                { try $0.setValueSize(".bss", to: 1) },
                "map '.bss': field 'value_size': 1, expected at least 32, which its variables take"
            ),
            (
                { try $0.setValueSize(".bss", to: 1 << 31) },
                "map '.bss': field 'value_size': 2147483648, expected at most 2147483647"
            ),
            (
                { try $0.setInner(".bss", to: $0.maps[0]) },
                "map '.bss': field 'type': array, expected array_of_maps or hash_of_maps"
            ),
        ] as [((inout ObjectSpec) throws -> Void, String)] {
            let error = #expect(throws: ObjectError.self) { try edit(&spec) }
            #expect("\(error!)" == message)
        }
    }

    // MARK: Maps that are left out

    @Test func aProgramThatNeedsNoneOfThemLoads() throws {
        let object = try Fixture.load("map_types") { spec in
            for map in spec.maps { try spec.setCreated(map.name, false) }
        }
        #expect(object.maps.isEmpty)
        #expect(try object.run("idle") == 0)
    }

    @Test func aProgramThatGetsToOneIsRejectedWithTheReason() throws {
        let error = #expect(throws: LoadError.self) {
            _ = try Fixture.load("loader_maps") { try $0.setCreated("sized_by_number", false) }
        }
        guard case .kernel(.rejected(_, _, let log)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(log.summary.contains("a map that was left out: map 'sized_by_number' is left out"))
    }

    @Test func aSlotOfOneThatIsLeftOutIsEmpty() throws {
        let object = try Fixture.load("map_types") { try $0.setCreated("ring_a", false) }
        #expect(try object.maps["t_array_of"].lookup(key: LoadedMap.bytes(2)) == nil)
        #expect(try object.maps["t_array_of"].lookup(key: LoadedMap.bytes(3)) != nil)
    }
}

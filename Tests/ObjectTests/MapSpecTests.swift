import FixtureCompiler
import SwiftletBTF
import Testing

@testable import SwiftletObject

/// Definitions of maps, in objects of both byte orders.
@Suite struct MapSpecTests {
    @Test(arguments: FixtureCompiler.Target.allCases)
    func everyField(target: FixtureCompiler.Target) throws {
        let spec = try ObjectFixture.spec(
            "loader_maps", target: target, flags: ["-DPINNING"])
        #expect(
            Set(spec.maps.map(\.name).filter { !$0.hasPrefix(".") }) == [
                "pairs", "sized_by_number", "per_cpu", "recent", "one_for_each_cpu", "filter",
                "waiting",
                "events", "kept_by_name", "inner_a", "inner_b", "outer_array", "outer_hash",
                "programs",
            ])
        func expect(
            _ name: String, _ type: UInt32, _ key: UInt32, _ value: UInt32, _ entries: UInt32,
            flags: UInt32 = 0, node: UInt32? = nil, extra: UInt64 = 0,
            pinning: MapSpec.Pinning = .none, hasKeyType: Bool = false, hasValueType: Bool = false
        ) throws {
            let map = try spec.maps[name]
            #expect(map.type.rawValue == type, "\(name)")
            #expect(map.kernelName == name, "\(name)")
            #expect(map.keySize == key && map.valueSize == value, "\(name)")
            #expect(map.maxEntries == entries && map.flags == flags, "\(name)")
            #expect(map.numaNode == node && map.extra == extra, "\(name)")
            #expect(map.pinning == pinning, "\(name)")
            #expect((map.keyType != .void) == hasKeyType, "\(name)")
            #expect((map.valueType != .void) == hasValueType, "\(name)")
        }
        try expect("pairs", 1, 16, 16, 1000, flags: 1, hasKeyType: true, hasValueType: true)
        try expect("sized_by_number", 2, 4, 24, 7, flags: 4, node: 0)
        try expect("per_cpu", 6, 4, 4, 3, hasKeyType: true, hasValueType: true)
        try expect("recent", 9, 2, 1, 64, hasKeyType: true, hasValueType: true)
        try expect("one_for_each_cpu", 4, 4, 4, 0)
        try expect("filter", 30, 0, 8, 100, extra: 3, hasValueType: true)
        try expect("waiting", 22, 0, 4, 5, hasValueType: true)
        try expect("events", 27, 0, 0, 8192)
        try expect(
            "kept_by_name", 1, 4, 4, 2, pinning: .byName, hasKeyType: true, hasValueType: true)
        try expect("inner_a", 2, 4, 8, 2, hasKeyType: true, hasValueType: true)
        try expect("outer_array", 12, 4, 4, 4, hasKeyType: true)
        try expect("outer_hash", 13, 4, 4, 8, hasKeyType: true)
        try expect("programs", 3, 4, 4, 3)
    }

    @Test(arguments: FixtureCompiler.Target.allCases)
    func valuesNameWhatIsInTheSlots(target: FixtureCompiler.Target) throws {
        let spec = try ObjectFixture.spec(
            "loader_maps", target: target, flags: ["-DPINNING"])
        #expect(
            try spec.maps["programs"].contents
                == .programs([
                    .init(index: 0, name: "reached_first"), .init(index: 2, name: "reached_second"),
                ]))
        #expect(
            try spec.maps["outer_array"].contents
                == .maps([.init(index: 1, name: "inner_a"), .init(index: 3, name: "inner_b")]))
        #expect(try spec.maps["outer_hash"].contents == .maps([.init(index: 5, name: "inner_a")]))
        #expect(try spec.maps["pairs"].contents == .nothing)
        for name in ["outer_array", "outer_hash"] {
            guard case .template(let inner) = try spec.maps[name].inner else {
                Issue.record("\(name) has no template")
                continue
            }
            #expect(inner.type == .array && inner.keySize == 4 && inner.valueSize == 8)
            #expect(inner.maxEntries == 2)
        }
    }

    /// Definitions that are wrong, each with what is said about it.
    @Test(arguments: [
        ("__uint(max_entries, 1);", "map 'odd': field 'type': missing"),
        (
            "__uint(type, 1); __uint(color, 3);",
            "map 'odd': field 'color': unknown; known are type, max_entries, map_flags, map_extra, numa_node, key, key_size, value, value_size, pinning, values"
        ),
        (
            "__uint(type, 1); __type(key, __u32); __uint(key_size, 8);",
            "map 'odd': field 'key_size': 8 bytes, but 4 elsewhere in the definition"
        ),
        (
            "__uint(type, 1); __uint(pinning, 2);",
            "map 'odd': field 'pinning': 2, expected 0 or 1 (by name)"
        ),
        ("int type;", "map 'odd': field 'type': its type is INT, expected PTR to ARRAY (__uint)"),
        ("int *type;", "map 'odd': field 'type': points to INT, expected ARRAY (__uint)"),
        (
            "__uint(type, 1); int key;",
            "map 'odd': field 'key': its type is INT, expected PTR (__type)"
        ),
        (
            "__uint(type, 1); int values[2];",
            "map 'odd': field 'values': its elements are INT, expected PTR"
        ),
    ])
    func aWrongDefinitionIsNamed(fields: String, message: String) throws {
        let error = #expect(throws: ObjectError.self) {
            try ObjectFixture.spec("loader_odd_map", flags: ["-DFIELDS=\(fields)"])
        }
        #expect("\(error!)" == message)
    }

    /// The kernel could only refuse its fd: a subprogram is part of a program.
    @Test func aSubprogramInAProgramArrayIsRefused() throws {
        let error = #expect(throws: ObjectError.self) {
            try ObjectFixture.spec("loader_odd_map", flags: ["-DSUBPROGRAM_AS_VALUE"])
        }
        #expect(
            "\(error!)".hasSuffix(
                "against 'subprogram': a subprogram of section '.text', expected a program, as of SEC(\"xdp\")"))
    }

    @Test func mapsWithoutTypesAreRefused() throws {
        let error = #expect(throws: ObjectError.self) {
            try ObjectFixture.spec("loader_maps", flags: ["-g0"])
        }
        guard case .mapsWithoutBTF(".maps") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}

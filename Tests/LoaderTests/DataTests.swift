import ELFLoader
import Foundation
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Testing

/// Data sections in the kernel, as bpftool prints them with the types that we loaded, and as a program
/// sees them.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct DataTests {
    /// Variables by name, out of every data section.
    private func variables(of object: LoadedObject) throws -> [String: Any] {
        var variables: [String: Any] = [:]
        for map in object.maps where map.name.hasPrefix(".") {
            let dump = try Bpftool.dump(map: map.info().id)
            let entry = try #require(dump.first)
            // With types: {"formatted": {"value": {".data": [{"name": value}, …]}}}
            let formatted = try #require(
                entry["formatted"] as? [String: Any], "\(map.name): no types")
            let value = try #require(formatted["value"] as? [String: Any])
            let list = try #require(value[map.name] as? [[String: Any]])
            for variable in list { variables.merge(variable) { $1 } }
        }
        return variables
    }

    @Test func sectionsHoldWhatTheFileSays() throws {
        let object = try Fixture.load("loader_data", flags: ["-DBSS_APART"])
        #expect(object.typesError == nil)
        let found = try variables(of: object)
        let expected = [
            "constant8": 1, "constant16": 2, "constant32": 3, "constant64": 4, "changed8": -1,
            "changed16": -2, "changed32": -3, "changed64": -4, "private_count": 5, "zero8": 0,
            "zero64": 0, "private_zero": 0, "apart": 8, "apart_constant": 9, "apart_zero": 0,
            "sum": 0,
        ]
        for (name, value) in expected {
            #expect(found[name] as? Int == value, "\(name)")
        }
        #expect((found["point"] as? [String: Int]) == ["x": 6, "y": 7])
        #expect(try object.run("add_all") == sum(1, 2, 3, 4, 0, 101, -10, 5, 6, 7, 8, 9))
        let after = try variables(of: object)
        #expect(after["private_zero"] as? Int == 1)
        #expect(after["sum"] as? Int == Int(sum(1, 2, 3, 4, 0, 101, -10, 5, 6, 7, 8, 9)))
    }

    @Test func constantsAreFrozenAndTheRestIsNot() throws {
        let object = try Fixture.load("loader_data", flags: ["-DBSS_APART"])
        for map in object.maps {
            let shown = try Bpftool.show("map", id: map.info().id)
            let isConstant = map.name.hasPrefix(".rodata")
            #expect(shown["frozen"] as? Int == (isConstant ? 1 : 0), "\(map.name)")
            let value = try #require(try map.lookup(key: [0, 0, 0, 0]))
            if isConstant {
                #expect(throws: KernelError.self) {
                    try map.update(key: [0, 0, 0, 0], value: value)
                }
            } else {
                try map.update(key: [0, 0, 0, 0], value: value)
            }
        }
    }

    @Test func whatIsSetBeforeLoadingIsWhatTheProgramSees() throws {
        let object = try Fixture.load("loader_data") { spec in
            try spec.setVariable("constant8", to: UInt8(200))
            try spec.setVariable("constant16", to: UInt16(60000))
            try spec.setVariable("constant32", to: UInt32(4_000_000_000))
            try spec.setVariable("constant64", to: UInt64(1) << 40 + 5)
            try spec.setVariable("changed8", to: Int8(-100))
            try spec.setVariable("changed16", to: Int16(-30000))
            try spec.setVariable("changed32", to: Int32(-2_000_000_000))
            try spec.setVariable("changed64", to: Int64(-1) << 40 - 5)
            try spec.setVariable("private_count", to: UInt32(50))
            try spec.setVariable("zero8", to: UInt8(7))
            try spec.setVariable("zero64", to: UInt64(1) << 50)
            try spec.setVariable("private_zero", to: UInt32(11))
            try spec.setVariable("apart", to: UInt32(80))
            try spec.setVariable("apart_constant", to: UInt32(90))
            try spec.setVariable("apart_zero", to: UInt32(12))
            try spec.setVariable("point", to: [1, 0, 0, 0, 2, 0, 0, 0])
            try spec.setVariable("text", to: Array("AB".utf8) + [UInt8](repeating: 0, count: 10))
        }
        let found = try variables(of: object)
        #expect(found["constant64"] as? Int == 1 << 40 + 5)
        #expect(found["changed64"] as? Int == -1 << 40 - 5)
        #expect(found["changed8"] as? Int == -100)
        #expect(found["zero64"] as? Int == 1 << 50)
        #expect(
            try object.run("add_all")
                == sum(
                    200, 60000, 4_000_000_000, 1 << 40 + 5, 65, -100, -30000, -2_000_000_000,
                    -1 << 40 - 5, 50, 7, 1 << 50, 11, 80, 90, 12, 1, 2))
    }

    @Test func aConstantThatIsSetDecidesWhatTheVerifierSees() throws {
        #expect(try Fixture.load("loader_data").run("unreachable") == 0)
        #expect(throws: LoadError.self) {
            try Fixture.load("loader_data") { try $0.setVariable("switched", to: UInt8(1)) }
        }
    }

    private func sum(_ values: Int...) -> UInt32 {
        UInt32(truncatingIfNeeded: values.reduce(0, &+))
    }
}

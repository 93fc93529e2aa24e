import FixtureCompiler
import SwiftletBTF
import SwiftletBytes
import SwiftletELF
import SwiftletObject
import Testing

/// Data sections and the variables in them.
@Suite struct DataSpecTests {
    @Test(arguments: FixtureCompiler.Target.allCases)
    func variablesStandWhereTheSymbolsSay(target: FixtureCompiler.Target) throws {
        let bytes = try FixtureCompiler.compile(
            "loader_data", target: target, flags: ["-DBSS_APART"])
        let spec = try ObjectSpec(parsing: ByteView(bytes), name: "loader_data")
        // The symbols are the oracle: offset, size and section of each object in the file.
        let file = try ELFFile(parsing: ByteView(bytes))
        var seen = 0
        for symbol in file.symbols where symbol.type == .object {
            let section = try #require(symbol.section.map { file.sections[$0].name })
            guard section.hasPrefix(".") else { continue }
            let variable = try #require(
                spec.variables.first { $0.name == symbol.name }, "\(symbol.name) in \(section)")
            #expect(UInt64(variable.offset) == symbol.value, "\(symbol.name)")
            #expect(UInt64(variable.size) == symbol.size, "\(symbol.name)")
            #expect(spec.maps[variable.map].name == section, "\(symbol.name)")
            seen += 1
        }
        #expect(seen == spec.variables.count)
        #expect(seen == 19)
    }

    @Test func sectionsBecomeMapsOfOneEntry() throws {
        let spec = try ObjectFixture.spec("loader_data", flags: ["-DBSS_APART"])
        let maps = Dictionary(uniqueKeysWithValues: spec.maps.map { ($0.name, $0) })
        #expect(
            Set(maps.keys) == [
                ".rodata", ".data", ".bss", ".data.apart", ".rodata.apart", ".bss.apart",
            ])
        for (name, map) in maps {
            #expect(map.type == .array && map.keySize == 4 && map.maxEntries == 1, "\(name)")
            guard case .section(let bytes, let isFrozen) = map.contents else {
                Issue.record("\(name) has no bytes")
                continue
            }
            #expect(Int(map.valueSize) == bytes.count, "\(name)")
            #expect(isFrozen == name.hasPrefix(".rodata"), "\(name)")
            // BPF_F_RDONLY_PROG for constants, BPF_F_MMAPABLE for all that have a global.
            #expect(map.flags == (isFrozen ? 1 << 7 : 0) | 1 << 10, "\(name)")
            #expect(bytes.allSatisfy { $0 == 0 } == name.hasPrefix(".bss"), "\(name)")
        }
        #expect(maps[".rodata"]?.kernelName == "loader_d.rodata")
        #expect(maps[".data.apart"]?.kernelName == ".data.apart")
    }

    @Test(arguments: FixtureCompiler.Target.allCases)
    func whatIsSetStandsInTheObjectsByteOrder(target: FixtureCompiler.Target) throws {
        var spec = try ObjectFixture.spec("loader_data", target: target)
        try spec.setVariable("constant32", to: UInt32(0x0102_0304))
        try spec.setVariable("changed16", to: Int16(-2))
        try spec.setVariable("switched", to: UInt8(1))
        try spec.setVariable("text", to: [UInt8](repeating: 7, count: 12))
        let order: [UInt8] = target == .little ? [4, 3, 2, 1] : [1, 2, 3, 4]
        #expect(try bytes(of: "constant32", spec) == order)
        #expect(
            try bytes(of: "changed16", spec) == (target == .little ? [0xfe, 0xff] : [0xff, 0xfe]))
        #expect(try bytes(of: "switched", spec) == [1])
        #expect(try bytes(of: "text", spec) == [UInt8](repeating: 7, count: 12))
        // The neighbours are as they were.
        #expect(try bytes(of: "constant16", spec) == (target == .little ? [2, 0] : [0, 2]))
        #expect(try bytes(of: "constant8", spec) == [1])
    }

    private func bytes(of name: String, _ spec: ObjectSpec) throws -> [UInt8] {
        let variable = try #require(spec.variables.first { $0.name == name })
        guard case .section(let bytes, _) = spec.maps[variable.map].contents else { return [] }
        return Array(bytes[variable.offset..<variable.offset + variable.size])
    }

    @Test func misuseIsNamed() throws {
        var spec = try ObjectFixture.spec("loader_data")
        func message(_ edit: (inout ObjectSpec) throws -> Void) -> String {
            var copy = spec
            do { try edit(&copy) } catch { return "\(error)" }
            return "no error"
        }
        #expect(
            message { try $0.setVariable("constant32", to: UInt64(1)) }
                == "variable 'constant32': the value has 8 bytes, expected 4")
        #expect(
            message { try $0.setVariable("point", to: UInt32(1)) }
                == "variable 'point': the value has 4 bytes, expected 8")
        #expect(
            message { try $0.setVariable("constant32", to: []) }
                == "variable 'constant32': the value has 0 bytes, expected 4")
        let missing = message { try $0.setVariable("constant33", to: UInt8(1)) }
        #expect(missing.hasPrefix("no variable is called 'constant33' (did you mean 'constant32'?); there are: "))
        #expect(missing.contains("constant32, "))
        #expect(
            message { try $0.setLoaded("ad_all", false) }
                == "no program is called 'ad_all' (did you mean 'add_all'?); there are: add_all, unreachable")
        #expect(
            message { try $0.resizeMap("counts", to: 1) }.hasPrefix(
                "no map is called 'counts'; there are: "))
        // Edits by hand, which the type system lets through.
        spec.maps = []
        #expect(
            message { try $0.setVariable("constant32", to: UInt32(1)) }
                == "variable 'constant32': the value has 4 bytes, expected 0")
    }
}

import FixtureCompiler
import SwiftletBTF
import SwiftletCORE
import SwiftletObject
import Testing

/// A relocated object is the object that clang would have made of the target's types.
struct LayoutTests {
    @Test(arguments: FixtureCompiler.Target.allCases, ["v1", "v3", "v4"])
    func fieldsAreWhereClangPutsThem(order: FixtureCompiler.Target, version: String) throws {
        let pair = try CompiledPair("core_fields", target: order, flags: ["-mcpu=\(version)"])
        try expectAgreement(pair, atLeast: 59) { name in
            Self.bitFields.contains { name.hasSuffix("_" + $0) }
        }
    }

    /// Fields that are bit fields in at least one of the two layouts.
    private static let bitFields = ["flag", "level", "wide", "huge", "plain", "hue"]

    /// Which bytes are loaded for a bit field is a matter of taste, and clang's differs from libbpf's.
    /// What is left of them after both shifts must not.
    @Test(arguments: FixtureCompiler.Target.allCases, bitFields)
    func bitFieldsReadAsClangReadsThem(order: FixtureCompiler.Target, field: String) throws {
        let pair = try CompiledPair("core_fields", target: order)
        var resolver = try pair.resolver()
        let memory = (0..<400).map { _ in UInt8.random(in: 0...255) }
        func read(_ value: (String) throws -> Int32) throws -> UInt64 {
            let (offset, size) = try (Int(value("offset")), Int(value("size")))
            let bytes = memory[offset..<offset + size]
            #expect(offset % size == 0 && size <= 8)
            let loaded = (order == .little ? Array(bytes.reversed()) : Array(bytes))
                .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let shifted = try loaded << UInt64(value("left"))
            return try value("signed") != 0
                ? UInt64(bitPattern: Int64(bitPattern: shifted) >> Int64(value("right")))
                : shifted >> UInt64(value("right"))
        }
        let ours = try read { question in
            let function = try pair.local.function("\(question)_\(field)")
            return try pair.local.relocated(function, &resolver).instructions[0].immediate
        }
        let clangs = try read { question in
            try pair.target.function("\(question)_\(field)").instructions[0].immediate
        }
        #expect(ours == clangs)
    }

    @Test(arguments: FixtureCompiler.Target.allCases)
    func typesAndValuesAreWhatClangMakesOfThem(order: FixtureCompiler.Target) throws {
        let pair = try CompiledPair("core_types", target: order)
        // What is local stays as it is, and what is poisoned C has no words for.
        try expectAgreement(pair, atLeast: 43) {
            $0.hasPrefix("poisoned") || $0.hasPrefix("local_id")
        }
    }

    /// The compiler's CO-RE code is not asked here: offsetof and sizeof are.
    @Test(arguments: FixtureCompiler.Target.allCases)
    func fieldsAreWhereCPutsThem(order: FixtureCompiler.Target) throws {
        let pair = try CompiledPair("core_fields", target: order)
        let layout = try CompiledPair.object("core_fields", order, ["-DTARGET", "-DLAYOUT"])
        var resolver = try pair.resolver()
        var compared = 0
        for function in pair.local.functions {
            guard let expected = try layout.constant(function.name + "_expected") else { continue }
            let found = try pair.local.relocations(of: function).map { try resolver.resolve($0).value }
            #expect(found.contains(UInt64(expected)), "\(function.name): expected \(expected)")
            compared += 1
        }
        #expect(compared == 29)
    }

    private func expectAgreement(
        _ pair: CompiledPair, atLeast minimum: Int, otherThan isExempt: (String) -> Bool
    ) throws {
        var resolver = try pair.resolver()
        var changed = 0
        var compared = 0
        for function in pair.local.functions where !isExempt(function.name) {
            let found = try pair.local.relocated(function, &resolver)
            let expected = try pair.target.function(function.name).instructions
            #expect(found.instructions == expected, "\(function.name): \(found.patches.map(\.reason))")
            if found.instructions != function.instructions { changed += 1 }
            for patch in found.patches {
                #expect(found.instructions[patch.instruction] == patch.after)
                #expect(patch.before == function.instructions[patch.instruction])
            }
            compared += 1
        }
        #expect(compared >= minimum)
        #expect(changed >= minimum * 2 / 5, "the two layouts differ too little")
    }
}

import FixtureCompiler
import SwiftletBTF
import SwiftletBytes
import Testing

/// Bytes that no compiler wrote: a typed error or a correct parse, and never much work.
struct HostileTests {
    @Test(arguments: FixtureCompiler.Target.allCases)
    func truncatedAtEveryByte(target: FixtureCompiler.Target) throws {
        let fixture = try FixtureTypes("subprograms", target: target)
        for end in 0..<fixture.types.count {
            // The strings stand last, so that no shorter table is whole.
            #expect(throws: BTFError.self) {
                try BTFTable(parsing: ByteView(Array(fixture.types[..<end])))
            }
        }
        let table = try fixture.table()
        walk(table)
        for end in 0..<fixture.records.count {
            #expect(throws: BTFError.self) {
                try BTFExt(parsing: ByteView(Array(fixture.records[..<end])), table: table)
            }
        }
        _ = try BTFExt(parsing: ByteView(fixture.records), table: table)
    }

    /// Each field of the header and each word of the types and strings, one after the other.
    @Test(arguments: FixtureCompiler.Target.allCases)
    func everyWordAtItsLimits(target: FixtureCompiler.Target) throws {
        let fixture = try FixtureTypes("btf_kinds", target: target)
        var outcome = (parsed: 0, refused: 0)
        forEachMutation(of: fixture.types, header: [(0, 2), (2, 1), (3, 1)], target) { bytes in
            guard let table = try? BTFTable(parsing: ByteView(bytes)) else {
                outcome.refused += 1
                return
            }
            outcome.parsed += 1
            walk(table)
        }
        print(".BTF: \(outcome.parsed) tables parsed, \(outcome.refused) refused")
        #expect(outcome.parsed > 0 && outcome.refused > 0)
    }

    @Test(arguments: FixtureCompiler.Target.allCases)
    func everyWordOfTheRecordsAtItsLimits(target: FixtureCompiler.Target) throws {
        let fixture = try FixtureTypes("subprograms", target: target)
        let table = try fixture.table()
        var outcome = (parsed: 0, refused: 0)
        forEachMutation(of: fixture.records, header: [(0, 2), (2, 1), (3, 1)], target) { bytes in
            guard let records = try? BTFExt(parsing: ByteView(bytes), table: table) else {
                outcome.refused += 1
                return
            }
            outcome.parsed += 1
            // No more records than there are bytes for.
            let count =
                records.functions.reduce(0) { $0 + $1.records.count }
                + records.lines.reduce(0) { $0 + $1.records.count }
            #expect(count <= 2 * bytes.count / 8)
        }
        print(".BTF.ext: \(outcome.parsed) parsed, \(outcome.refused) refused")
        #expect(outcome.parsed > 0 && outcome.refused > 0)
    }

    /// Types in a ring: each of the ways through them ends.
    @Test func ringsOfTypes() throws {
        for kind in [BTFKind.typedef, .const, .pointer, .typeTag, .variable, .declarationTag] {
            var builder = BTFBuilder()
            let details: [UInt32] = kind == .variable || kind == .declarationTag ? [0] : []
            builder.add(kind, name: builder.string("a"), sizeOrType: 2, details: details)
            builder.add(kind, name: builder.string("b"), sizeOrType: 1, details: details)
            let table = try BTFTable(parsing: ByteView(builder.bytes))
            if kind == .pointer {
                #expect(try table.size(of: BTFTypeID(1)) == 8)
            } else {
                #expect(throws: BTFError.tooDeep(type: BTFTypeID(1), limit: 32)) {
                    try table.size(of: BTFTypeID(1))
                }
            }
            walk(table)
        }
    }

    private func forEachMutation(
        of original: [UInt8], header: [(Int, Int)], _ target: FixtureCompiler.Target,
        _ body: ([UInt8]) -> Void
    ) {
        let fields = header + stride(from: 4, to: original.count - 3, by: 4).map { ($0, 4) }
        for (offset, size) in fields {
            var value: UInt64 = 0
            for index in 0..<size {
                let at = target == .little ? size - 1 - index : index
                value = value << 8 | UInt64(original[offset + at])
            }
            let top = UInt64.max >> UInt64(64 - 8 * size)
            for changed in [0, 1, top, top >> 1, value &+ 1 & top, value &- 1 & top]
            where changed != value {
                var bytes = original
                for index in 0..<size {
                    let at = target == .little ? index : size - 1 - index
                    bytes[offset + at] = UInt8(truncatingIfNeeded: changed >> UInt64(8 * index))
                }
                body(bytes)
            }
        }
    }

    /// Asks a table all that can be asked of it, and lets it throw.
    private func walk(_ table: BTFTable) {
        for id in table.ids {
            _ = try? BTFDump(table: table).lines(for: id)
            _ = try? table.size(of: id)
            _ = try? table.alignment(of: id)
            _ = try? table.resolvingModifiers(id)
        }
        _ = table.ids(named: "every")
        _ = table.ids(essentialName: "every")
        _ = try? table.type(table.endID)
        _ = try? table.type(BTFTypeID(.max))
    }
}

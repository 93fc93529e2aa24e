import FixtureCompiler
import Foundation
import SwiftletBTF
import SwiftletBytes
import Testing

/// Every type of every table in reach: bpftool's answers and ours are equal.
@Suite(.enabled(if: BpftoolOracle.missing == nil, "skipped: \(BpftoolOracle.missing ?? "")"))
struct BpftoolTests {
    @Test(
        arguments: [
            "btf_kinds", "maps", "subprograms", "core_fields", "core_types", "core_kernel",
        ], FixtureCompiler.Target.allCases)
    func fixturesAgree(name: String, target: FixtureCompiler.Target) throws {
        let fixture = try FixtureTypes(name, target: target)
        let table = try fixture.table()
        #expect(table.order == (target == .little ? .little : .big))
        let found = try table.ids.flatMap { try BTFDump(table: table).lines(for: $0) }
        let expected = try BpftoolOracle.dump(fixture.types)
        #expect(!expected.isEmpty)
        #expect(found.count == expected.count)
        for (ours, theirs) in zip(found, expected) {
            #expect(ours == theirs)
        }
        if name == "btf_kinds" {
            let kinds = Set(try table.ids.map { try table.type($0).kind })
            #expect(kinds.union([.void]) == Set(BTFKind.allCases), "a kind is not in the fixture")
        }
    }

    @Test(
        .enabled(
            if: FileManager.default.isReadableFile(atPath: BpftoolOracle.kernelTypes),
            "skipped: no \(BpftoolOracle.kernelTypes)"))
    func theKernelsTypesAgree() throws {
        let file = try Data(contentsOf: URL(fileURLWithPath: BpftoolOracle.kernelTypes))
        let table = try BTFTable(parsing: ByteView([UInt8](file)))
        let dump = BTFDump(table: table)
        var expected = try BpftoolOracle.dump(BpftoolOracle.kernelTypes)[...]
        var compared = 0
        for id in table.ids {
            // All types must be there, in order; every fifth is looked at as a whole.
            guard let head = expected.popFirst() else {
                Issue.record("bpftool has no type \(id)")
                return
            }
            var theirs = [head]
            while let line = expected.first, line.utf8.first == UInt8(ascii: "\t") {
                theirs.append(line)
                expected.removeFirst()
            }
            guard id.rawValue % 5 == 0 else { continue }
            let ours = try dump.lines(for: id)
            guard !ours.elementsEqual(theirs, by: { $0 == $1 }) else {
                compared += 1
                continue
            }
            #expect(ours == theirs.map(String.init))
            return
        }
        #expect(expected.isEmpty)
        #expect(compared == table.typeCount / 5)
    }
}

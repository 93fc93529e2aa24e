import FixtureCompiler
import Foundation
import SwiftletBTF
import SwiftletBytes
import SwiftletCORE
import SwiftletObject
import Testing

/// Tables that no compiler wrote, on either side: a typed error or an answer, and never much work.
struct HostileTests {
    /// Each word of the target's types at its limits, one after the other.
    @Test(arguments: ["core_types", "core_fields"])
    func everyWordOfTheTarget(fixture: String) throws {
        let pair = try CompiledPair(fixture)
        let local = try #require(pair.local.types)
        let relocations = try pair.local.functions.flatMap { try pair.local.relocations(of: $0) }
        var outcome = Outcome()
        try forEachMutation(of: try #require(pair.target.types), upTo: 130) { target in
            var resolver = COREResolver(local: local, target: target)
            for relocation in relocations {
                outcome.count { () throws(COREError) in _ = try resolver.resolve(relocation) }
            }
        }
        print("\(fixture), target: \(outcome.answers) answers, \(outcome.errors) errors")
        #expect(outcome.answers > 0)
    }

    /// Each word of the object's own types; the records and their paths are read anew.
    @Test(arguments: ["core_types", "core_fields"])
    func everyWordOfTheObject(fixture: String) throws {
        let pair = try CompiledPair(fixture)
        let target = try #require(pair.target.types)
        let records = try #require(pair.local.records)
        var outcome = Outcome()
        try forEachMutation(of: try #require(pair.local.types), upTo: 130) { local in
            var resolver = COREResolver(local: local, target: target)
            for function in pair.local.functions {
                var instructions = function.instructions
                let range = function.start..<function.start + instructions.count
                for record in records.relocations(in: function.sectionName)
                where range.contains(Int(record.instructionOffset) / 8) {
                    let position = Int(record.instructionOffset) / 8 - function.start
                    outcome.count { () throws(COREError) in
                        let relocation = try CORERelocation(record, at: position, in: local)
                        _ = try resolver.resolve(relocation).apply(to: &instructions, at: position)
                    }
                }
            }
        }
        print("\(fixture), local: \(outcome.answers) answers, \(outcome.errors) errors")
        #expect(outcome.answers > 0)
    }

    private struct Outcome {
        var answers = 0
        var errors = 0

        mutating func count(_ body: () throws(COREError) -> Void) {
            do throws(COREError) {
                try body()
                answers += 1
            } catch {
                #expect(!error.description.isEmpty)
                errors += 1
            }
        }
    }

    /// The tables that differ from `table` in one word of the types: about `limit` of them, from a place
    /// on that is another in each run. Set SWIFTLET_TEST_SEED to that place to repeat a run.
    private func forEachMutation(
        of table: BTFTable, upTo limit: Int, _ body: (BTFTable) throws -> Void
    ) throws {
        let original = table.bytes.bytes
        let words = Int(try table.bytes.load(UInt32.self, at: 12, table.order)) / 4
        // Not a multiple of 3: types are made of threes, and all places in them are to be come to.
        let distance = 6 * words / limit / 3 * 3 + 1
        let seed =
            ProcessInfo.processInfo.environment["SWIFTLET_TEST_SEED"].flatMap { Int($0) }
            ?? Int.random(in: 0..<distance)
        print("SWIFTLET_TEST_SEED=\(seed)")
        for word in stride(from: abs(seed % distance), to: words, by: distance) {
            let offset = 24 + 4 * word
            let value = try table.bytes.load(UInt32.self, at: offset, table.order)
            for changed in [0, 1, UInt32.max, value &+ 1, value &- 1, value ^ 1 << 31]
            where changed != value {
                var bytes = original
                for index in 0..<4 {
                    bytes[offset + index] = UInt8(truncatingIfNeeded: changed >> UInt32(8 * index))
                }
                guard let table = try? BTFTable(parsing: ByteView(bytes)) else { continue }
                try body(table)
            }
        }
    }
}

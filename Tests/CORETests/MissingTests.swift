import FixtureCompiler
import SwiftletBTF
import SwiftletCORE
import SwiftletObject
import Testing

/// What the target lacks, and what it has in a form that cannot be read.
struct MissingTests {
    @Test func instructionsAreReplaced() throws {
        let pair = try CompiledPair("core_types")
        var resolver = try pair.resolver()
        var poisoned = 0
        for function in pair.local.functions where function.name.hasPrefix("poisoned") {
            let found = try pair.local.relocated(function, &resolver)
            let relocation = try #require(try pair.local.relocations(of: function).first)
            let isWide = function.instructions[relocation.instruction].isWideLoad
            #expect(found.patches.count == (isWide ? 2 : 1), "\(function.name)")
            for (index, patch) in found.patches.enumerated() {
                #expect(patch.instruction == relocation.instruction + index)
                #expect(patch.after == .poisoned, "\(function.name)")
                #expect(patch.reason.hasSuffix("poisoned"), "\(patch.reason)")
                #expect(found.instructions[patch.instruction] == .poisoned)
            }
            poisoned += 1
        }
        #expect(poisoned == 11)
    }

    @Test func reasonsSayWhatIsMissing() throws {
        let pair = try CompiledPair("core_types")
        var resolver = try pair.resolver()
        for (name, reason) in [
            ("poisoned_load", "byte_off of struct changes.gone: no matching targets found, poisoned"),
            (
                "poisoned_signed",
                "byte_off of struct changes.is_signed: accesses field incorrectly: 4 bytes here, 8 there; only pointers and unsigned integers may differ in size, poisoned"
            ),
            ("size_gone", "type_size of struct gone: 4 -> 0 (no matching targets found)"),
            ("nested", "byte_off of struct outer.kept.a: 0 -> 48 (struct outer.kept.a [ID])"),
            ("value_lost", "enumval_exists of enum lost::LOST: 1 -> 0 (no matching targets found)"),
            (
                "value_minus",
                "enumval_value of enum signs::MINUS: 18446744073709551615 -> 18446744073709551516 (enum signs::MINUS [ID])"
            ),
        ] {
            let found = try pair.local.relocated(pair.local.function(name), &resolver)
            let said = try #require(found.patches.first).reason
            #expect(said.replacing(#/\[\d+\]/#, with: "[ID]") == reason, "\(name)")
        }
    }

    @Test func localTypesKeepTheirNumbers() throws {
        let pair = try CompiledPair("core_types")
        var resolver = try pair.resolver()
        let types = try #require(pair.local.types)
        let kept = try #require(types.ids(named: "kept", in: .composites).first)
        let function = try pair.local.function("local_id_kept")
        let found = try pair.local.relocated(function, &resolver)
        #expect(found.instructions[0].immediate == Int32(kept.rawValue))
        let pointer = try pair.local.function("local_id_pointer")
        #expect(try pair.local.relocated(pointer, &resolver).instructions == pointer.instructions)
        let other = try pair.target.function("local_id_pointer").instructions
        #expect(other != pointer.instructions, "the two tables number it alike")
    }
}

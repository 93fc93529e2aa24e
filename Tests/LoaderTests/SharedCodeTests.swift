import SwiftletObject
import Testing

@testable import ELFLoader

/// Functions that several programs call are planned and kept once.
@Suite struct SharedCodeTests {
    private func plan(_ fixture: String) throws -> (spec: ObjectSpec, plan: LoadPlan) {
        let spec = try Fixture.spec(fixture)
        return (spec, try LoadPlan(spec, target: .table(try #require(spec.types))))
    }

    @Test func programsShareTheirFunctions() throws {
        let (spec, plan) = try plan("loader_calls")
        #expect(plan.programs.count > 2)
        let places = plan.programs.map { program in
            program.code.functions.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        }
        #expect(Set(places).count == 1)
        let kept = plan.programs[0].code.functions.compactMap { $0?.instructions.count }.reduce(0, +)
        #expect(kept <= spec.functions.map { $0.instructions.count }.reduce(0, +))
        // Put together they are more: some are in several programs.
        let assembled = plan.programs.map { $0.assembled().instructions.count }.reduce(0, +)
        #expect(assembled > kept)
    }

    /// Each relocation of types is an entry of its function, however many programs call it.
    @Test func typesAreResolvedOnceAFunction() throws {
        let (spec, plan) = try plan("shared_fields")
        let records = try #require(spec.records)
        let count = records.relocations.map { $0.records.count }.reduce(0, +)
        #expect(count == 1 && plan.programs.count == 3)
        let functions = plan.programs[0].code.functions.compactMap { $0 }
        let patches = functions.flatMap { $0.patches }.filter { $0.reason.hasPrefix("byte_off") }
        #expect(patches.count == 1)
        for program in plan.programs {
            let code = program.assembled()
            let own = code.patches.filter { $0.reason.hasPrefix("byte_off") }
            #expect(own.count == 1)
            // Behind the program's own instructions, wherever these end.
            let patch = try #require(own.first)
            #expect(code.instructions[patch.instruction] == patch.after)
            let call = try #require(code.instructions.firstIndex { $0.isSubprogramCall })
            let callee = call + 1 + Int(code.instructions[call].immediate)
            #expect(callee <= patch.instruction && patch.instruction < code.instructions.count)
        }
    }
}

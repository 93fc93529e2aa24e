internal import SwiftletKernel
internal import SwiftletObject

extension ProgramPlanner {
    /// Replaces a wide load of a map that isn't created by two invalid calls, as libbpf does
    /// (poison_map_ldimm64): a program that never reaches them still loads. This includes configuration
    /// options whose map isn't created.
    func poison(_ map: Int, at position: Int, of function: inout PlannedFunction) {
        let call = Instruction(
            opcode: 0x85, immediate: AssembledProgram.leftOutMaps + Int32(clamping: map))
        for index in position..<min(position + 2, function.instructions.count) {
            let before = function.instructions[index]
            function.instructions[index] = call
            function.patched(
                index, before: before, "map '\(spec.maps[map].name)' is left out, poisoned")
        }
    }
}

extension AssembledProgram {
    /// POISON_LDIMM64_MAP_BASE of libbpf: an invalid helper number, for map 0.
    static var leftOutMaps: Int32 { 2_001_000_000 }

    /// The patch reason if the verifier stopped at a poisoned load of a map; nil otherwise.
    func leftOut(_ log: VerifierLog) -> String? {
        guard let position = log.lastInstruction else { return nil }
        return patches.first {
            $0.instruction == position && $0.after.isCall && $0.after.source == 0
                && $0.after.immediate >= Self.leftOutMaps
                && $0.after.immediate < ExternResolver.poison
                && log.hasLine(endingWith: "invalid func unknown#\($0.after.immediate)")
        }?.reason
    }
}

internal import SwiftletKernel
internal import SwiftletObject

extension ProgramPlanner {
    /// Makes of a wide load of a map that is left out two calls that no kernel takes, as libbpf does
    /// (poison_map_ldimm64): a program that never gets there still loads. Also of the options of a
    /// configuration whose map is left out.
    func poison(
        _ map: Int, at position: Int, _ instructions: inout [Instruction]
    ) -> [PlannedProgram.Patch] {
        let call = Instruction(
            opcode: 0x85, immediate: PlannedProgram.leftOutMaps + Int32(clamping: map))
        var patches: [PlannedProgram.Patch] = []
        for index in position..<min(position + 2, instructions.count) {
            patches.append(
                .init(
                    instruction: index, before: instructions[index], after: call,
                    reason: "map '\(spec.maps[map].name)' is left out, poisoned"))
            instructions[index] = call
        }
        return patches
    }
}

extension PlannedProgram {
    /// POISON_LDIMM64_MAP_BASE of libbpf: the number of the helper that is none, for map 0.
    static var leftOutMaps: Int32 { 2_001_000_000 }

    /// What was put in place of the instruction that the verifier stopped at, if that was a map which is
    /// left out.
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

import FixtureCompiler
import Foundation
import SwiftletBTF
import SwiftletBytes
import SwiftletCORE
import SwiftletObject
import Testing

/// The running kernel's types, and libbpf as the judge.
@Suite(.enabled(if: LibbpfOracle.missing == nil, "skipped: \(LibbpfOracle.missing ?? "")"))
struct LibbpfTests {
    private func kernelTypes() throws -> BTFTable {
        let file = try Data(contentsOf: URL(fileURLWithPath: LibbpfOracle.kernelTypes))
        return try BTFTable(parsing: ByteView([UInt8](file)))
    }

    @Test func everyPatchIsLibbpfs() throws {
        let object = try FixtureCompiler.compile("core_kernel")
        let expected = try LibbpfOracle.relocations(of: object)
        let spec = try ObjectSpec(parsing: ByteView(object), name: "core_kernel")
        var resolver = COREResolver(
            local: try #require(spec.types), target: try kernelTypes())
        var index = 0
        for function in spec.functions {
            var instructions = function.instructions
            for relocation in try spec.relocations(of: function) {
                let resolution = try resolver.resolve(relocation)
                let patches = try resolution.apply(to: &instructions, at: relocation.instruction)
                let ours = Set(patches.indices.flatMap { words(for: patches[$0...]) })
                let theirs = try #require(expected[index], "libbpf did not come to relo #\(index)")
                #expect(ours == theirs, "\(function.name): relo #\(index): \(patches.map(\.reason))")
                index += 1
            }
        }
        #expect(index == expected.count)
        #expect(index > 150)
    }

    /// libbpf's words for the first of `patches`.
    private func words(for patches: ArraySlice<InstructionPatch>) -> [String] {
        guard let patch = patches.first, let last = patches.last else { return [] }
        let (before, after) = (patch.before, patch.after)
        if after == .poisoned { return ["substituting insn #\(patch.instruction) w/ invalid insn"] }
        let start = "patched insn #\(patch.instruction)"
        switch before.instructionClass {
        case .arithmetic32, .arithmetic64:
            return ["\(start) (ALU/ALU64) imm \(before.immediate) -> \(after.immediate)"]
        case .loadRegister, .store, .storeRegister:
            var words = ["\(start) (LDX/ST/STX) off \(before.offset) -> \(after.offset)"]
            if before.opcode != after.opcode {
                words.append("\(start) (LDX/ST/STX) mem_sz \(size(before)) -> \(size(after))")
            }
            return words
        case .load where before.isWideLoad:
            let from = wide(before.immediate, last.before.immediate)
            return ["\(start) (LDIMM64) imm64 \(from) -> \(wide(after.immediate, last.after.immediate))"]
        default:
            // The upper half of a wide load, which libbpf says nothing of.
            return []
        }
    }

    private func wide(_ lower: Int32, _ upper: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: lower)) | UInt64(UInt32(bitPattern: upper)) << 32
    }

    private func size(_ instruction: Instruction) -> Int {
        [4, 2, 1, 8][Int(instruction.opcode >> 3 & 3)]
    }

    /// A member found by walking the kernel's table, and the same by relocation.
    @Test func membersAreWhereTheKernelsTypesSay() throws {
        let kernel = try kernelTypes()
        let spec = try CompiledPair.object("core_kernel")
        var resolver = COREResolver(local: try #require(spec.types), target: kernel)
        let id = try #require(kernel.ids(named: "task_struct", in: .composites).first)
        let task = try kernel.type(id)
        let member = try #require(
            try kernel.members(of: task).first { try kernel.name(at: $0.nameOffset) == "tgid" })
        let found = try spec.relocated(try spec.function("offsets"), &resolver)
        #expect(found.patches[0].after.offset == Int16(member.bitOffset / 8))
        #expect(
            found.patches[0].reason
                == "byte_off of struct task_struct.tgid: 0 -> \(member.bitOffset / 8) (struct task_struct.tgid \(id))"
        )
    }
}

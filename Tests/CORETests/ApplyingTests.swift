import SwiftletBTF
import SwiftletCORE
import SwiftletObject
import Testing

/// Instructions that don't fit the relocation: a typed error, and nothing changed.
struct ApplyingTests {
    /// `field` is at 16 here and at `offset` in the target, of 4 bytes here and `size` there.
    private func resolution(
        offset: UInt32 = 24, size: UInt32 = 4, encoding: UInt32 = 0, _ kind: COREKind = .fieldByteOffset
    ) throws -> COREResolution {
        var types = HandmadeTypes()
        let type = types.structure("sample", size: 20, [("field", types.integer, 128)])
        let relocation = try types.relocation(type, kind.isField ? "0:0" : "0", kind)
        var target = HandmadeTypes()
        let integer = target.add(
            .integer, "other", sizeOrType: size, details: [8 * size | encoding << 24])
        _ = target.structure("sample", size: 0x1000_0000, [("field", integer, 8 * offset)])
        var resolver = COREResolver(local: try types.table(), target: try target.table())
        return try resolver.resolve(relocation)
    }

    private func apply(
        _ resolution: COREResolution, _ instructions: [Instruction], at position: Int = 0
    ) throws -> [Instruction] {
        var changed = instructions
        do {
            _ = try resolution.apply(to: &changed, at: position)
        } catch {
            #expect(changed == instructions)
            throw error
        }
        return changed
    }

    @Test func wrongValuesAreNamed() throws {
        let error = COREError.unexpectedValue(
            instruction: 0, form: .memory, found: 8, expected: 16, new: 24)
        #expect(throws: error) {
            try apply(resolution(), [Instruction(opcode: 0x61, offset: 8)])
        }
        #expect("\(error)" == "unexpected insn #0 (LDX/ST/STX) value: got 8, exp 16 -> 24")
        #expect(
            throws: COREError.unexpectedValue(
                instruction: 1, form: .arithmetic, found: 8, expected: 16, new: 24)
        ) {
            let code = Instruction(opcode: 0xb7, immediate: 8)
            _ = try apply(resolution(), [code, code], at: 1)
        }
        #expect(
            throws: COREError.unexpectedValue(
                instruction: 0, form: .wideLoad, found: 16 | 1 << 32, expected: 16, new: 24)
        ) {
            try apply(
                resolution(),
                [Instruction(opcode: 0x18, immediate: 16), Instruction(opcode: 0, immediate: 1)])
        }
    }

    @Test func offsetsThatDoNotFit() throws {
        let load = Instruction(opcode: 0x61, offset: 16)
        #expect(try apply(resolution(offset: 32_764), [load])[0].offset == 32_764)
        #expect(
            throws: COREError.valueTooLarge(
                instruction: 0, form: .memory, value: 32_768, limit: 32_767)
        ) { try apply(resolution(offset: 32_768), [load]) }
        let move = Instruction(opcode: 0xb7, immediate: 16)
        #expect(try apply(resolution(offset: 32_768), [move])[0].immediate == 32_768)
    }

    @Test(arguments: [(1, 0x71), (2, 0x69), (4, 0x61), (8, 0x79)] as [(UInt32, UInt8)])
    func sizesOfUnsignedIntegersFollow(size: UInt32, opcode: UInt8) throws {
        let changed = try apply(resolution(size: size), [Instruction(opcode: 0x61, offset: 16)])
        #expect(changed == [Instruction(opcode: opcode, offset: 24)])
        let signed = try apply(
            resolution(size: size, encoding: 1), [Instruction(opcode: 0x61, offset: 16)])
        #expect(signed == (size == 4 ? changed : [.poisoned]))
        // Stores likewise, by register and by immediate.
        for store in [0x62, 0x63] as [UInt8] {
            let changed = try apply(resolution(size: size), [Instruction(opcode: store, offset: 16)])
            #expect(changed == [Instruction(opcode: opcode & 0x18 | store, offset: 24)])
        }
    }

    @Test func sizesThatDoNotFit() throws {
        #expect(throws: COREError.unloadableSize(instruction: 0, size: 16)) {
            try apply(resolution(size: 16), [Instruction(opcode: 0x61, offset: 16)])
        }
        #expect(throws: COREError.unexpectedSize(instruction: 0, found: 8, expected: 4)) {
            try apply(resolution(size: 2), [Instruction(opcode: 0x79, offset: 16)])
        }
        // The same size in both: what the instruction loads is its own business.
        #expect(try apply(resolution(), [Instruction(opcode: 0x79, offset: 16)])[0].offset == 24)
    }

    @Test func instructionsWithoutAPlaceForIt() throws {
        // rX = rY, jumps, calls, a byte of a packet; wide loads of maps, or cut short.
        for opcode in [0xbf, 0x0f, 0x05, 0x85, 0x95, 0x16, 0x20] as [UInt8] {
            #expect(throws: COREError.self) {
                try apply(resolution(), [Instruction(opcode: opcode, immediate: 16)])
            }
        }
        let low = Instruction(opcode: 0x18, immediate: 16)
        #expect(try apply(resolution(), [low, Instruction(opcode: 0)])[0].immediate == 24)
        #expect(throws: COREError.instructionOutOfRange(instruction: 1, count: 1)) {
            try apply(resolution(), [low])
        }
        #expect(throws: COREError.unexpectedInstruction(instruction: 1, found: low)) {
            try apply(resolution(), [low, low])
        }
        let map = Instruction(opcode: 0x18, source: 1, immediate: 16)
        #expect(throws: COREError.unexpectedInstruction(instruction: 0, found: map)) {
            try apply(resolution(), [map, Instruction(opcode: 0)])
        }
        for position in [-1, 1, .max, .min] {
            #expect(throws: COREError.instructionOutOfRange(instruction: position, count: 1)) {
                try apply(resolution(), [Instruction(opcode: 0xb7, immediate: 16)], at: position)
            }
        }
    }
}

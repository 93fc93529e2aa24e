internal import SwiftletBTF
package import SwiftletObject

extension COREResolution {
    /// An invalid helper number, which reads "bad relo". The verifier reports
    /// `invalid func unknown#195896080`.
    package static var poison: Int32 { 0x0bad_2310 }

    /// Writes the resolved value into an instruction.
    ///
    ///     rX = imm, rX += imm …       the immediate
    ///     rX = imm64                  both immediates of the wide load
    ///     rX = *(u32 *)(rY + off)     the offset, and the size if the target's field differs in size
    ///     *(u32 *)(rX + off) = …      likewise
    ///
    /// If there is no value, the instruction becomes a call that the verifier rejects if it is
    /// reachable. The same happens if a load would give a wrong value because the sizes of the fields
    /// differ and their type is signed.
    ///
    /// - Returns: The patched or confirmed instructions: one, or both halves of a wide load.
    /// - Throws: `COREError.instructionOutOfRange`, `.unexpectedInstruction`, `.unexpectedValue`,
    ///   `.valueTooLarge`, `.unexpectedSize`, `.unloadableSize`. `instructions` is then unchanged.
    package func apply(
        to instructions: inout [Instruction], at position: Int
    ) throws(COREError) -> [InstructionPatch] {
        guard instructions.indices.contains(position) else {
            throw .instructionOutOfRange(instruction: position, count: instructions.count)
        }
        var after = instructions[position]
        guard let value else {
            return poisoning(&instructions, at: position, "no matching targets found")
        }
        let found: UInt64
        switch after.instructionClass {
        case .arithmetic32, .arithmetic64:
            // BPF_X takes the operand from a register.
            guard after.opcode & 0x08 == 0 else {
                throw .unexpectedInstruction(instruction: position, found: after)
            }
            found = UInt64(bitPattern: Int64(after.immediate))
            try validate(found, .arithmetic, value, position)
            // The value must fit 32 bits, either signed or unsigned.
            guard
                value <= UInt32.max
                    || Int64(bitPattern: value) >= Int32.min && Int64(bitPattern: value) < 0
            else {
                throw .valueTooLarge(
                    instruction: position, form: .arithmetic, value: value,
                    limit: UInt64(UInt32.max))
            }
            after.immediate = Int32(truncatingIfNeeded: value)
        case .loadRegister, .store, .storeRegister:
            found = UInt64(bitPattern: Int64(after.offset))
            try validate(found, .memory, value, position)
            guard let offset = Int16(exactly: value) else {
                throw .valueTooLarge(
                    instruction: position, form: .memory, value: value, limit: UInt64(Int16.max))
            }
            guard canResize else {
                return poisoning(
                    &instructions, at: position,
                    "accesses field incorrectly: \(originalSize) bytes here, \(size) there; only pointers and unsigned integers may differ in size"
                )
            }
            after.offset = offset
            if size != originalSize { try resize(&after, position) }
        case .load:
            return try applyWide(value, to: &instructions, at: position)
        case .jump, .jump32:
            throw .unexpectedInstruction(instruction: position, found: after)
        }
        return [replace(&instructions, position, by: after, reason(found, value))]
    }

    private func applyWide(
        _ value: UInt64, to instructions: inout [Instruction], at position: Int
    ) throws(COREError) -> [InstructionPatch] {
        var lower = instructions[position]
        guard lower.isWideLoad, lower.source == 0, lower.offset == 0 else {
            throw .unexpectedInstruction(instruction: position, found: lower)
        }
        guard instructions.indices.contains(position + 1) else {
            throw .instructionOutOfRange(instruction: position + 1, count: instructions.count)
        }
        var upper = instructions[position + 1]
        guard upper.opcode == 0, upper.destination == 0, upper.source == 0, upper.offset == 0 else {
            throw .unexpectedInstruction(instruction: position + 1, found: upper)
        }
        let found =
            UInt64(UInt32(bitPattern: lower.immediate))
            | UInt64(UInt32(bitPattern: upper.immediate)) << 32
        var value = value
        if let zeroExtended, found == zeroExtended.original, found != original {
            value = zeroExtended.value
        } else {
            try validate(found, .wideLoad, value, position)
        }
        lower.immediate = Int32(truncatingIfNeeded: value)
        upper.immediate = Int32(truncatingIfNeeded: value >> 32)
        return [
            replace(&instructions, position, by: lower, reason(found, value)),
            replace(&instructions, position + 1, by: upper, reason(found, value)),
        ]
    }

    private func validate(
        _ found: UInt64, _ form: COREForm, _ new: UInt64, _ position: Int
    ) throws(COREError) {
        guard !validates || found == original else {
            throw .unexpectedValue(
                instruction: position, form: form, found: found, expected: original, new: new)
        }
    }

    /// Changes the size of a load or store from that of the local field to that of the target's.
    private func resize(_ instruction: inout Instruction, _ position: Int) throws(COREError) {
        guard instruction.accessSize == originalSize else {
            throw .unexpectedSize(
                instruction: position, found: instruction.accessSize, expected: originalSize)
        }
        let code: UInt8
        switch size {
        case 1: code = 0x10
        case 2: code = 0x08
        case 4: code = 0x00
        case 8: code = 0x18
        default: throw .unloadableSize(instruction: position, size: size)
        }
        instruction.opcode = instruction.opcode & ~0x18 | code
    }

    private func poisoning(
        _ instructions: inout [Instruction], at position: Int, _ why: String
    ) -> [InstructionPatch] {
        let call = Instruction(opcode: 0x85, immediate: Self.poison)
        let reason = "\(kind.name) of \(path): \(why), poisoned"
        var patches: [InstructionPatch] = []
        // Replace the second half as well, or the verifier would report "unknown opcode 00" instead.
        let isWide = instructions[position].isWideLoad
        patches.append(replace(&instructions, position, by: call, reason))
        if isWide, instructions.indices.contains(position + 1) {
            patches.append(replace(&instructions, position + 1, by: call, reason))
        }
        return patches
    }

    private func replace(
        _ instructions: inout [Instruction], _ position: Int, by after: Instruction,
        _ reason: String
    ) -> InstructionPatch {
        let before = instructions[position]
        instructions[position] = after
        return InstructionPatch(instruction: position, before: before, after: after, reason: reason)
    }

    private func reason(_ found: UInt64, _ value: UInt64) -> String {
        let change = "\(kind.name) of \(path): \(found) -> \(value)"
        if let target, let targetPath { return "\(change) (\(targetPath) \(target))" }
        return kind == .localTypeID ? change : "\(change) (no matching targets found)"
    }
}

extension Instruction {
    /// The size of a load or store in bytes.
    fileprivate var accessSize: Int {
        switch opcode & 0x18 {
        case 0x00: 4
        case 0x08: 2
        case 0x10: 1
        default: 8
        }
    }
}

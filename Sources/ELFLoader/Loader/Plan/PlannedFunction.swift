internal import SwiftletObject

/// A function that is complete except for the values that depend on the layout of a program.
struct PlannedFunction: Sendable {
    var instructions: [Instruction]
    /// The changed instructions. Indices here and below are relative to the function's first instruction.
    var patches: [InstructionPatch] = []
    /// The wide loads that take a map's fd.
    var mapReferences: [PlannedProgram.MapReference] = []
    /// The instructions to fill in when a program is assembled.
    var links: [Link] = []
    /// The functions that are called or whose address is taken, in the order of the instructions.
    let callees: [Int]

    /// An instruction that depends on the program.
    struct Link: Sendable {
        enum Target: Sendable {
            /// The distance to a function, an index in `ObjectSpec.functions`.
            case function(Int)
            /// The index of the program's module that has the kernel function.
            case module(KernelModule)
        }

        let instruction: Int
        /// Index in `patches`.
        let patch: Int
        let target: Target
    }

    init(_ function: FunctionSpec) {
        instructions = function.instructions
        callees = function.callees
    }

    /// Records an instruction to fill in when a program is assembled. The next patch must be for it.
    mutating func link(_ instruction: Int, to target: Link.Target) {
        links.append(Link(instruction: instruction, patch: patches.count, target: target))
    }

    /// Records the change to an instruction.
    mutating func patched(_ instruction: Int, before: Instruction, _ reason: String) {
        patches.append(
            InstructionPatch(
                instruction: instruction, before: before, after: instructions[instruction], reason: reason))
    }
}

extension FunctionSpec {
    /// The functions that are called or whose address is taken, in the order of the instructions.
    var callees: [Int] {
        relocations.compactMap { relocation in
            switch relocation.target {
            case .call(let callee), .functionAddress(let callee): callee
            default: nil
            }
        }
    }
}

internal import SwiftletObject

/// A function as programs get it: all is filled in but what depends on where a program has its functions.
struct PlannedFunction: Sendable {
    var instructions: [Instruction]
    /// What was changed. Places here and below count from the function's first instruction.
    var patches: [InstructionPatch] = []
    /// Wide loads that take a map's descriptor.
    var mapReferences: [PlannedProgram.MapReference] = []
    /// What is filled in when a program is put together.
    var links: [Link] = []
    /// The functions that are called or whose address is taken, in the order of the instructions.
    let callees: [Int]

    /// An instruction that depends on the program.
    struct Link: Sendable {
        enum Target: Sendable {
            /// How far away a function is: index in `ObjectSpec.functions`.
            case function(Int)
            /// Which of the program's modules has the kernel function.
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

    /// Leaves an instruction to be filled in when a program is put together; the next patch is about it.
    mutating func link(_ instruction: Int, to target: Link.Target) {
        links.append(Link(instruction: instruction, patch: patches.count, target: target))
    }

    /// Notes what has become of an instruction.
    mutating func patched(_ instruction: Int, before: Instruction, _ reason: String) {
        patches.append(
            InstructionPatch(
                instruction: instruction, before: before, after: instructions[instruction], reason: reason))
    }
}

extension FunctionSpec {
    /// The functions that it calls or takes the address of, in the order of its instructions.
    var callees: [Int] {
        relocations.compactMap { relocation in
            switch relocation.target {
            case .call(let callee), .functionAddress(let callee): callee
            default: nil
            }
        }
    }
}

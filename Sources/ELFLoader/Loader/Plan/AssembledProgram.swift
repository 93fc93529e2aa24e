public import SwiftletObject

/// A program's code, complete except for the maps' fds.
public struct AssembledProgram: Sendable {
    /// The program's own instructions, followed by the subprograms it uses.
    public private(set) var instructions: [Instruction] = []
    /// The wide loads that take a map's fd.
    package private(set) var mapReferences: [PlannedProgram.MapReference] = []
    /// The changed instructions and the reasons, in the order of the instructions of each function.
    public private(set) var patches: [InstructionPatch] = []
    /// The modules whose functions the program calls. The offset of a call is an index into these, from 1.
    private(set) var modules: [KernelModule] = []
    /// `struct bpf_func_info` records.
    var functionRecords: [UInt8] = []
    /// `struct bpf_line_info` records.
    var lineRecords: [UInt8] = []

    /// Appends a function and links it with the others.
    ///
    /// - Parameter bases: The index of each function's first instruction, by function.
    mutating func append(_ function: PlannedFunction, _ bases: [Int: Int]) {
        let base = instructions.count
        let firstPatch = patches.count
        instructions += function.instructions
        for reference in function.mapReferences {
            mapReferences.append(
                .init(
                    instruction: base + reference.instruction, map: reference.map, name: reference.name,
                    offset: reference.offset))
        }
        for patch in function.patches {
            patches.append(
                InstructionPatch(
                    instruction: base + patch.instruction, before: patch.before, after: patch.after,
                    reason: patch.reason))
        }
        for link in function.links {
            let position = base + link.instruction
            switch link.target {
            case .function(let callee):
                // Call offsets are relative to the next instruction.
                instructions[position].immediate = Int32(clamping: (bases[callee] ?? 0) - position - 1)
            case .module(let module):
                if !modules.contains(where: { $0 === module }) { modules.append(module) }
                let place = (modules.firstIndex { $0 === module } ?? 0) + 1
                instructions[position].offset = Int16(clamping: place)
            }
            patches[firstPatch + link.patch].after = instructions[position]
        }
    }

    /// Encodes the instructions with the maps' fds.
    ///
    /// - Parameters:
    ///   - maps: By index in `ObjectSpec.maps`; nil for maps that were not created.
    ///   - program: Named in errors.
    /// - Throws: `LoadError.leftOut`.
    func encoded(_ maps: [LoadedMap?], program: String) throws(LoadError) -> [UInt64] {
        var instructions = self.instructions
        for reference in mapReferences {
            let position = reference.instruction
            guard maps.indices.contains(reference.map), position + 1 < instructions.count,
                let map = maps[reference.map]
            else { throw .leftOut(program: program, map: reference.name) }
            instructions[position].immediate = map.descriptor.number
            if let offset = reference.offset {
                instructions[position].source = Instruction.Pseudo.mapValue
                instructions[position + 1].immediate = offset
            } else {
                instructions[position].source = Instruction.Pseudo.mapDescriptor
            }
        }
        return instructions.map { $0.encoded }
    }
}

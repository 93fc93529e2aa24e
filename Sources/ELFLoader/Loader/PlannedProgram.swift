public import SwiftletBTF
public import SwiftletObject

/// A program as it will be given to the kernel, but for the maps' descriptors.
public struct PlannedProgram: Sendable {
    public let spec: ProgramSpec
    public let kind: ProgramKind
    /// The program's own instructions, then those of the subprograms that it uses.
    public let instructions: [Instruction]
    /// Wide loads that take a map's descriptor.
    public let mapReferences: [MapReference]
    /// What was changed, and why, in the order of the instructions of each function.
    public let patches: [Patch]
    /// What it attaches to by BTF.
    let target: AttachTarget
    /// The modules whose functions it calls.
    let modules: [KernelModule]
    /// BTF id of the hook in the types of the kernel, of a module or of another program; void where the
    /// program's type has none.
    public var attachType: BTFTypeID { target.type }
    /// `struct bpf_func_info` records.
    let functionRecords: [UInt8]
    /// `struct bpf_line_info` records.
    let lineRecords: [UInt8]

    public struct MapReference: Sendable, Equatable {
        /// Index in `PlannedProgram.instructions`.
        public let instruction: Int
        /// Index in `ObjectSpec.maps`.
        public let map: Int
        /// In the object.
        public let name: String
        /// Bytes into the value, for a data section's variable; nil for the map itself.
        public let offset: Int32?
    }

    /// One instruction that the plan changes.
    public struct Patch: Sendable {
        /// Index in `PlannedProgram.instructions`.
        public let instruction: Int
        public let before: Instruction
        public let after: Instruction
        public let reason: String
    }

    /// The instructions with the maps' descriptors put in.
    ///
    /// - Parameter maps: By index in `ObjectSpec.maps`; nil for those that were left out.
    /// - Throws: `LoadError.leftOut`.
    func encoded(_ maps: [LoadedMap?]) throws(LoadError) -> [UInt64] {
        var instructions = self.instructions
        for reference in mapReferences {
            let position = reference.instruction
            guard maps.indices.contains(reference.map), position + 1 < instructions.count,
                let map = maps[reference.map]
            else { throw .leftOut(program: spec.name, map: reference.name) }
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

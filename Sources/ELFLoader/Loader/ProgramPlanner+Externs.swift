internal import SwiftletBTF
internal import SwiftletObject

extension ProgramPlanner {
    /// Fills in a wide load of what the kernel provides.
    ///
    /// - Returns: Why it was filled in so; nil if that is among the patches already.
    mutating func load(
        _ index: Int, at position: Int, _ instructions: inout [Instruction],
        _ references: inout [PlannedProgram.MapReference], _ patches: inout [PlannedProgram.Patch],
        _ program: String
    ) throws(LoadError) -> String? {
        let name = spec.externs[index].name
        // The reader of relocations has seen to it that both halves are there.
        guard position + 1 < instructions.count else {
            throw .extern(program: program, name: name, reason: "half of its load is missing")
        }
        switch try externs.resolve(index, for: program, &target) {
        case .option(let map, _) where !spec.maps[map].isCreated:
            patches += poison(map, at: position, &instructions)
            return nil
        case .option(let map, let offset):
            references.append(
                .init(
                    instruction: position, map: map, name: spec.maps[map].name,
                    offset: Int32(clamping: offset)))
            instructions[position].source = Instruction.Pseudo.mapValue
            return "address of option '\(name)'"
        case .address(let address):
            put(address, at: position, &instructions)
            return "address of kernel symbol '\(name)'"
        case .type(let id, let module):
            instructions[position].source = Instruction.Pseudo.kernelVariable
            instructions[position].immediate = Int32(bitPattern: id.rawValue)
            instructions[position + 1].immediate = module?.descriptor.number ?? 0
            return "BTF id of '\(name)'" + (module.map { " of module \($0.name)" } ?? "")
        case .missing(let reason):
            put(0, at: position, &instructions)
            return "no '\(name)': \(reason)"
        }
    }

    private func put(_ value: UInt64, at position: Int, _ instructions: inout [Instruction]) {
        instructions[position].immediate = Int32(truncatingIfNeeded: value)
        instructions[position + 1].immediate = Int32(truncatingIfNeeded: value >> 32)
    }

    /// Fills in a call of a kernel function.
    ///
    /// One that the kernel lacks becomes a call that the verifier refuses, unless it can't be reached:
    /// the program is to ask before (`bpf_ksym_exists`).
    ///
    /// - Parameter modules: Those whose functions the program calls; a call's offset is the place, from 1 on.
    /// - Returns: Why it was filled in so.
    mutating func call(
        _ index: Int, at position: Int, _ instructions: inout [Instruction],
        _ modules: inout [KernelModule], _ program: String
    ) throws(LoadError) -> String {
        let name = spec.externs[index].name
        switch try externs.resolve(index, for: program, &target) {
        case .type(let id, let module):
            instructions[position].source = Instruction.Pseudo.kernelFunctionCall
            instructions[position].immediate = Int32(bitPattern: id.rawValue)
            guard let module else { return "call of kernel function '\(name)'" }
            if !modules.contains(where: { $0 === module }) { modules.append(module) }
            let place = (modules.firstIndex { $0 === module } ?? 0) + 1
            instructions[position].offset = Int16(clamping: place)
            return "call of '\(name)' of module \(module.name)"
        case .missing(let reason):
            instructions[position] = Instruction(
                opcode: instructions[position].opcode,
                immediate: ExternResolver.poison &+ Int32(clamping: index))
            return "call of '\(name)': \(reason)"
        case .option, .address:
            throw .extern(program: program, name: name, reason: "it is called, and is no function")
        }
    }
}

internal import SwiftletBTF
internal import SwiftletObject

extension ProgramPlanner {
    /// Resolves a wide load of an extern.
    mutating func load(
        _ index: Int, at position: Int, of function: inout PlannedFunction, _ program: String
    ) throws(LoadError) {
        let name = spec.externs[index].name
        // The parser of relocations checked that both halves exist.
        guard position + 1 < function.instructions.count else {
            throw .extern(program: program, name: name, reason: "half of its load is missing")
        }
        let before = function.instructions[position]
        switch try externs.resolve(index, for: program, &target) {
        case .option(let map, _) where !spec.maps[map].isCreated:
            poison(map, at: position, of: &function)
        case .option(let map, let offset):
            function.mapReferences.append(
                .init(
                    instruction: position, map: map, name: spec.maps[map].name,
                    offset: Int32(clamping: offset)))
            function.instructions[position].source = Instruction.Pseudo.mapValue
            function.patched(position, before: before, "address of option '\(name)'")
        case .address(let address):
            put(address, at: position, &function.instructions)
            function.patched(position, before: before, "address of kernel symbol '\(name)'")
        case .type(let id, let module):
            function.instructions[position].source = Instruction.Pseudo.kernelVariable
            function.instructions[position].immediate = Int32(bitPattern: id.rawValue)
            function.instructions[position + 1].immediate = module?.descriptor.number ?? 0
            function.patched(
                position, before: before,
                "BTF id of '\(name)'" + (module.map { " of module \($0.name)" } ?? ""))
        case .missing(let reason):
            put(0, at: position, &function.instructions)
            function.patched(position, before: before, "no '\(name)': \(reason)")
        }
    }

    private func put(_ value: UInt64, at position: Int, _ instructions: inout [Instruction]) {
        instructions[position].immediate = Int32(truncatingIfNeeded: value)
        instructions[position + 1].immediate = Int32(truncatingIfNeeded: value >> 32)
    }

    /// Resolves a call to a kernel function.
    ///
    /// If the kernel lacks the function, the call becomes one that the verifier rejects, unless it is
    /// unreachable: the program should test for the function first (`bpf_ksym_exists`).
    mutating func call(
        _ index: Int, at position: Int, of function: inout PlannedFunction, _ program: String
    ) throws(LoadError) {
        let name = spec.externs[index].name
        let before = function.instructions[position]
        switch try externs.resolve(index, for: program, &target) {
        case .type(let id, let module):
            function.instructions[position].source = Instruction.Pseudo.kernelFunctionCall
            function.instructions[position].immediate = Int32(bitPattern: id.rawValue)
            if let module {
                function.link(position, to: .module(module))
                function.patched(position, before: before, "call of '\(name)' of module \(module.name)")
            } else {
                function.patched(position, before: before, "call of kernel function '\(name)'")
            }
        case .missing(let reason):
            function.instructions[position] = Instruction(
                opcode: before.opcode, immediate: ExternResolver.poison &+ Int32(clamping: index))
            function.patched(position, before: before, "call of '\(name)': \(reason)")
        case .option, .address:
            throw .extern(program: program, name: name, reason: "it is called, and is no function")
        }
    }
}

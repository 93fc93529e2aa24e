internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletCORE
internal import SwiftletObject

/// Puts programs together: subprograms appended, calls and types resolved.
struct ProgramPlanner {
    let spec: ObjectSpec
    var target: TargetResolver
    var externs: ExternResolver
    private var exceptionCallbacks: ExceptionCallbacks?
    private let records: FunctionRecords
    /// What programs are members of (struct_ops), by their names.
    let members: [String: StructOpsPlanner.Member]

    init(
        spec: ObjectSpec, target: TargetResolver, members: [String: StructOpsPlanner.Member] = [:]
    ) {
        self.spec = spec
        self.members = members
        self.target = target
        externs = ExternResolver(spec: spec)
        records = FunctionRecords(spec)
    }

    /// A function that has been given its place in a program.
    private struct Placement {
        let function: Int
        /// Of its first instruction, in the program.
        let base: Int
    }

    mutating func plan(_ program: ProgramSpec) throws(LoadError) -> PlannedProgram {
        guard var kind = program.kind else {
            throw .unknownSection(
                program: program.name, section: program.sectionName,
                nearest: Self.nearest(to: program.sectionName))
        }
        let hook: AttachTarget
        if kind.type == .structOps {
            guard let member = members[program.name] else {
                throw .structOps(
                    map: "none", member: nil,
                    reason:
                        "program '\(program.name)' is for a structure of functions, and is a member of none")
            }
            hook = member.target
            kind.expectedAttachType = AttachType(rawValue: UInt32(clamping: member.index))
        } else {
            hook = try attachTarget(of: program, kind)
        }

        let callback = try exceptionCallback(of: program)
        let placements = layOut(from: [program.function] + (callback.map { [$0] } ?? []))
        var instructions: [Instruction] = []
        var references: [PlannedProgram.MapReference] = []
        var patches: [PlannedProgram.Patch] = []
        var modules: [KernelModule] = []
        var bases: [Int: Int] = [:]
        for placement in placements { bases[placement.function] = placement.base }
        for placement in placements {
            let function = spec.functions[placement.function]
            instructions += function.instructions
            for relocation in function.relocations {
                try apply(
                    relocation, at: placement.base, bases, &instructions, &references, &patches,
                    &modules, program.name)
            }
            try applyTypes(of: placement.function, at: placement.base, &instructions, &patches, program.name)
        }
        return PlannedProgram(
            spec: program, kind: kind, instructions: instructions, mapReferences: references,
            patches: patches, target: hook, modules: modules,
            functionRecords: functionRecords(placements), lineRecords: lineRecords(placements))
    }

    /// What a program attaches to by BTF, if it does.
    private mutating func attachTarget(
        of program: ProgramSpec, _ kind: ProgramKind
    ) throws(LoadError) -> AttachTarget {
        let name: String
        switch kind.hook {
        case .kernelType(let prefix, let target) where program.targetProgram == nil:
            guard !target.isEmpty else {
                throw .notAttachable(program: program.name, section: program.sectionName)
            }
            return try self.target.hook(prefix: prefix, target: target, program: program.name)
        case .kernelType(_, let target): name = target
        case .programFunction(let function): name = function
        default: return .none
        }
        guard let other = program.targetProgram, !name.isEmpty else {
            throw .noTargetProgram(program: program.name, section: program.sectionName)
        }
        return try target.function(name, of: other, for: program.name)
    }

    /// The function that a program wants to be called when it throws.
    private mutating func exceptionCallback(of program: ProgramSpec) throws(LoadError) -> Int? {
        guard let types = spec.types else { return nil }
        let callbacks: ExceptionCallbacks
        if let known = exceptionCallbacks {
            callbacks = known
        } else {
            do { callbacks = try ExceptionCallbacks(types) } catch {
                throw .types(program: program.name, error)
            }
            exceptionCallbacks = callbacks
        }
        return try callbacks.callback(of: program.name, in: spec)
    }

    /// The functions that a program needs, each once: the callee right after the caller that was
    /// first to need it, and what it needs itself after that (libbpf's order, too).
    ///
    /// - Parameter roots: The program, and what the kernel calls without being told by an instruction.
    private func layOut(from roots: [Int]) -> [Placement] {
        var placements: [Placement] = []
        var placed: Set<Int> = []
        var end = 0
        for root in roots {
            // Functions that are being gone through, with the next relocation of each.
            var open: [(function: Int, next: Int)] = []
            func place(_ function: Int) {
                guard placed.insert(function).inserted else { return }
                placements.append(Placement(function: function, base: end))
                end += spec.functions[function].instructions.count
                open.append((function, 0))
            }
            place(root)
            while let current = open.last {
                let relocations = spec.functions[current.function].relocations
                guard current.next < relocations.count else {
                    open.removeLast()
                    continue
                }
                open[open.count - 1].next += 1
                switch relocations[current.next].target {
                case .call(let function), .functionAddress(let function): place(function)
                default: continue
                }
            }
        }
        return placements
    }

    private mutating func apply(
        _ relocation: CodeRelocation, at base: Int, _ bases: [Int: Int],
        _ instructions: inout [Instruction], _ references: inout [PlannedProgram.MapReference],
        _ patches: inout [PlannedProgram.Patch], _ modules: inout [KernelModule], _ program: String
    ) throws(LoadError) {
        let position = base + relocation.instruction
        let before = instructions[position]
        var reason: String
        switch relocation.target {
        case .map(let map) where !spec.maps[map].isCreated,
            .data(let map, _) where !spec.maps[map].isCreated:
            patches += poison(map, at: position, &instructions)
            return
        case .map(let map):
            references.append(
                .init(instruction: position, map: map, name: spec.maps[map].name, offset: nil))
            instructions[position].source = Instruction.Pseudo.mapDescriptor
            reason = "descriptor of map '\(spec.maps[map].name)'"
        case .data(let map, let offset):
            references.append(
                .init(instruction: position, map: map, name: spec.maps[map].name, offset: offset))
            instructions[position].source = Instruction.Pseudo.mapValue
            instructions[position].immediate = 0
            reason = "address of '\(spec.maps[map].name)' + \(offset)"
        case .call(let function), .functionAddress(let function):
            guard let callee = bases[function] else {
                throw .notFound(
                    kind: "function", name: spec.functions[function].name, nearest: nil)
            }
            // Relative to the instruction after this one.
            instructions[position].immediate = Int32(clamping: callee - position - 1)
            reason = "call of '\(spec.functions[function].name)'"
            if case .functionAddress = relocation.target {
                instructions[position].source = Instruction.Pseudo.function
                reason = "address of function '\(spec.functions[function].name)'"
            }
        case .extern(let index):
            guard
                let filled = try load(
                    index, at: position, &instructions, &references, &patches, program)
            else { return }
            reason = filled
        case .externCall(let index):
            reason = try call(index, at: position, &instructions, &modules, program)
        case .jumpTable(let symbol):
            throw .jumpTable(program: program, symbol: symbol)
        case .invalid(let error):
            throw .code(program: program, error)
        }
        patches.append(
            .init(
                instruction: position, before: before, after: instructions[position], reason: reason
            ))
    }

    /// The CO-RE relocations of one function.
    private mutating func applyTypes(
        of index: Int, at base: Int, _ instructions: inout [Instruction],
        _ patches: inout [PlannedProgram.Patch], _ program: String
    ) throws(LoadError) {
        guard let types = spec.types else { return }
        let function = spec.functions[index]
        let range = function.byteRange
        for (index, record) in records.relocations(of: index) {
            let within = (Int(record.instructionOffset) - range.lowerBound) / Instruction.size
            let position = base + within
            func failed(_ error: COREError) -> LoadError {
                .relocation(program: function.name, index: index, instruction: within, error)
            }
            let relocation: CORERelocation
            do { relocation = try CORERelocation(record, at: within, in: types) } catch {
                throw failed(error)
            }
            let resolution = try target.resolve(
                relocation, local: types, program: function.name, index: index)
            let changed: [COREPatch]
            do { changed = try resolution.apply(to: &instructions, at: position) } catch {
                throw failed(error)
            }
            patches += changed.map {
                .init(
                    instruction: $0.instruction, before: $0.before, after: $0.after,
                    reason: $0.reason)
            }
        }
    }

    /// `struct bpf_func_info`: each function's first instruction and its type.
    private func functionRecords(_ placements: [Placement]) -> [UInt8] {
        var bytes: [UInt8] = []
        for placement in placements {
            // All or none: the kernel wants one for each function.
            guard let type = records.type(of: placement.function) else { return [] }
            append(UInt32(clamping: placement.base), to: &bytes)
            append(type.rawValue, to: &bytes)
        }
        return bytes
    }

    /// `struct bpf_line_info`: the source lines, moved to where their functions now stand.
    private func lineRecords(_ placements: [Placement]) -> [UInt8] {
        var bytes: [UInt8] = []
        for placement in placements {
            let range = spec.functions[placement.function].byteRange
            for record in records.lines(of: placement.function) {
                let within = (Int(record.instructionOffset) - range.lowerBound) / Instruction.size
                append(UInt32(clamping: placement.base + within), to: &bytes)
                append(record.fileNameOffset, to: &bytes)
                append(record.lineOffset, to: &bytes)
                append(record.position, to: &bytes)
            }
        }
        return bytes
    }

    /// In the host's byte order, which is the kernel's.
    private func append(_ value: UInt32, to bytes: inout [UInt8]) {
        for index in 0..<4 {
            let shift = 8 * (ByteOrder.host == .little ? index : 3 - index)
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// The known section name that a misspelt one most likely stands for.
    private static func nearest(to section: String) -> String? {
        let prefix = String(section.drop { $0 == "?" }.prefix { $0 != "/" })
        return EditDistance.nearest(to: prefix, of: ProgramKind.knownPrefixes)
    }
}

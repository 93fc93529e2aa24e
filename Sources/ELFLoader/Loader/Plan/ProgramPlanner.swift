internal import SwiftletBTF
internal import SwiftletCORE
internal import SwiftletObject

/// Plans programs: their hooks, and each function they reach, once.
struct ProgramPlanner {
    let spec: ObjectSpec
    var target: TargetResolver
    var externs: ExternResolver
    private var exceptionCallbacks: ExceptionCallbacks?
    private(set) var code: PlannedCode
    /// The struct_ops member of each program, by program name.
    let members: [String: StructOpsPlanner.Member]

    init(
        spec: ObjectSpec, target: TargetResolver, members: [String: StructOpsPlanner.Member] = [:]
    ) {
        self.spec = spec
        self.members = members
        self.target = target
        externs = ExternResolver(spec: spec)
        code = PlannedCode(spec)
    }

    /// A planned program without its code.
    struct Planned {
        let spec: ProgramSpec
        let kind: ProgramKind
        let target: AttachTarget
        let roots: [Int]
    }

    /// Plans a program and its functions, except those planned for an earlier program.
    mutating func plan(_ program: ProgramSpec) throws(LoadError) -> Planned {
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

        var roots = [program.function]
        if let callback = try exceptionCallback(of: program) { roots.append(callback) }
        let found = PlannedCode.functions(
            from: roots, isKnown: { code.functions[$0] != nil }, callees: { spec.functions[$0].callees })
        for function in found { code.functions[function] = try plan(function, for: program.name) }
        return Planned(spec: program, kind: kind, target: hook, roots: roots)
    }

    /// The BTF type a program attaches to, if any.
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

    /// The exception callback of a program.
    private mutating func exceptionCallback(of program: ProgramSpec) throws(LoadError) -> Int? {
        guard let types = spec.types else { return nil }
        let callbacks: ExceptionCallbacks
        if let known = exceptionCallbacks {
            callbacks = known
        } else {
            do { callbacks = try ExceptionCallbacks(types, spec) } catch {
                throw .types(program: program.name, error)
            }
            exceptionCallbacks = callbacks
        }
        return try callbacks.callback(of: program.name, in: spec)
    }

    /// Resolves everything in a function that is the same in all programs.
    ///
    /// - Parameter program: The first program that reaches the function, named in errors.
    private mutating func plan(_ index: Int, for program: String) throws(LoadError) -> PlannedFunction {
        var function = PlannedFunction(spec.functions[index])
        for relocation in spec.functions[index].relocations {
            try apply(relocation, to: &function, program)
        }
        try applyTypes(of: index, to: &function)
        return function
    }

    private mutating func apply(
        _ relocation: CodeRelocation, to function: inout PlannedFunction, _ program: String
    ) throws(LoadError) {
        let position = relocation.instruction
        let before = function.instructions[position]
        switch relocation.target {
        case .map(let map) where !spec.maps[map].isCreated,
            .data(let map, _) where !spec.maps[map].isCreated:
            poison(map, at: position, of: &function)
        case .map(let map):
            function.mapReferences.append(
                .init(instruction: position, map: map, name: spec.maps[map].name, offset: nil))
            function.instructions[position].source = Instruction.Pseudo.mapDescriptor
            function.patched(position, before: before, "descriptor of map '\(spec.maps[map].name)'")
        case .data(let map, let offset):
            function.mapReferences.append(
                .init(instruction: position, map: map, name: spec.maps[map].name, offset: offset))
            function.instructions[position].source = Instruction.Pseudo.mapValue
            function.instructions[position].immediate = 0
            function.patched(
                position, before: before, "address of '\(spec.maps[map].name)' + \(offset)")
        case .call(let callee):
            function.link(position, to: .function(callee))
            function.patched(position, before: before, "call of '\(spec.functions[callee].name)'")
        case .functionAddress(let callee):
            function.instructions[position].source = Instruction.Pseudo.function
            function.link(position, to: .function(callee))
            function.patched(
                position, before: before, "address of function '\(spec.functions[callee].name)'")
        case .extern(let index):
            try load(index, at: position, of: &function, program)
        case .externCall(let index):
            try call(index, at: position, of: &function, program)
        case .jumpTable(let symbol):
            throw .jumpTable(program: program, symbol: symbol)
        case .invalid(let error):
            throw .code(program: program, error)
        }
    }

    /// Applies the CO-RE relocations of one function.
    private mutating func applyTypes(
        of index: Int, to planned: inout PlannedFunction
    ) throws(LoadError) {
        guard let types = spec.types else { return }
        let function = spec.functions[index]
        // Instructions replaced by invalid calls, which no longer need linking.
        var replaced: Set<Int> = []
        for (index, within, record) in code.records.relocations(of: index) {
            func failed(_ error: COREError) -> LoadError {
                .relocation(program: function.name, index: index, instruction: within, error)
            }
            let relocation: CORERelocation
            do { relocation = try CORERelocation(record, at: within, in: types) } catch {
                throw failed(error)
            }
            let resolution = try target.resolve(
                relocation, local: types, program: function.name, index: index)
            do {
                let changed = try resolution.apply(to: &planned.instructions, at: within)
                planned.patches += changed
                for patch in changed where patch.after.isCall { replaced.insert(patch.instruction) }
            } catch {
                throw failed(error)
            }
        }
        if !replaced.isEmpty { planned.links.removeAll { replaced.contains($0.instruction) } }
    }

    /// The known section prefix nearest to a misspelt one.
    private static func nearest(to section: String) -> String? {
        let prefix = String(section.drop { $0 == "?" }.prefix { $0 != "/" })
        return EditDistance.nearest(to: prefix, of: ProgramKind.knownPrefixes)
    }
}

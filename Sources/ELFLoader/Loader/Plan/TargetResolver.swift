internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletCORE
internal import SwiftletKernel
internal import SwiftletObject

/// Resolves a program's code and hook against the target's types, each loaded when first needed.
struct TargetResolver {
    let spec: ObjectSpec
    /// The types CO-RE relocations are resolved against.
    let source: TargetTypes
    /// The types of the kernel that loads the program; hooks and externs are looked up here.
    let kernel: TargetTypes
    private var resolver: COREResolver?
    private var hasAddedModules = false
    private var loadedModules: [KernelModule]?
    /// The kernel's types with the names of the object's hooks and externs, found in one pass when the first is needed.
    private var kernelIDs: [String: [BTFTypeID]]?

    init(spec: ObjectSpec, source: TargetTypes, kernel: TargetTypes) {
        self.spec = spec
        self.source = source
        self.kernel = kernel
    }

    /// A type of the kernel or of a module.
    struct Found {
        let id: BTFTypeID
        let types: BTFTable
        /// Nil for the kernel itself.
        let module: KernelModule?
    }

    private static func table(_ source: TargetTypes) throws(LoadError) -> BTFTable {
        if let table = source.table { table } else { try KernelTypes.table() }
    }

    /// The modules of the running kernel; those of another kernel aren't available.
    private mutating func modules() throws(LoadError) -> [KernelModule] {
        if let loadedModules { return loadedModules }
        let found = try KernelModule.all(extending: KernelTypes.table())
        loadedModules = found
        return found
    }

    /// Resolves a CO-RE relocation. The resolver caches the results for each type.
    mutating func resolve(
        _ relocation: CORERelocation, local: BTFTable, program: String, index: Int
    ) throws(LoadError) -> COREResolution {
        var resolver: COREResolver
        if let known = self.resolver {
            resolver = known
        } else {
            resolver = COREResolver(local: local, target: try Self.table(source))
            var types: Set<BTFTypeID> = []
            for section in spec.records?.relocations ?? [] {
                for record in section.records { types.insert(record.type) }
            }
            resolver.prepare(types)
        }
        // Keep one reference, so that the resolver's caches aren't copied.
        self.resolver = nil
        defer { self.resolver = resolver }
        func failed(_ error: COREError) -> LoadError {
            .relocation(program: program, index: index, instruction: relocation.instruction, error)
        }
        if source.table == nil, !hasAddedModules {
            let isLacking: Bool
            do { isLacking = try resolver.lacksCandidates(for: relocation) } catch { throw failed(error) }
            if isLacking {
                resolver.addModules(try modules().map { $0.types })
                hasAddedModules = true
            }
        }
        do { return try resolver.resolve(relocation) } catch { throw failed(error) }
    }

    /// The first type of the kernel with this name.
    private mutating func first(named name: String, in kinds: BTFKinds, of types: BTFTable) -> BTFTypeID? {
        let known: [String: [BTFTypeID]]
        if let kernelIDs {
            known = kernelIDs
        } else {
            known = types.base == nil ? idsOfHooksAndExterns(in: types) : [:]
            kernelIDs = known
        }
        guard let ids = known[name] else { return types.ids(named: name, in: kinds).first }
        return ids.first { id in
            guard let type = try? types.type(id) else { return false }
            return kinds.contains(type.kind)
        }
    }

    private func idsOfHooksAndExterns(in types: BTFTable) -> [String: [BTFTypeID]] {
        var names: Set<String> = []
        for program in spec.programs where program.isLoaded && program.targetProgram == nil {
            if case .kernelType(let prefix, let target) = program.kind?.hook { names.insert(prefix + target) }
        }
        for extern in spec.externs { names.insert(extern.essentialName) }
        let sought = Array(names)
        let found = types.ids(of: sought.map { BTFNameQuery($0, in: .all) })
        return Dictionary(uniqueKeysWithValues: zip(sought, found))
    }

    /// Finds a type by name: in the kernel, else in the first module that has it.
    mutating func named(_ name: String, in kinds: BTFKinds) throws(LoadError) -> Found? {
        let types = try Self.table(kernel)
        if let id = first(named: name, in: kinds, of: types) {
            return Found(id: id, types: types, module: nil)
        }
        guard kernel.table == nil else { return nil }
        return try inModules(name, in: kinds, onlyIn: nil)
    }

    private mutating func inModules(
        _ name: String, in kinds: BTFKinds, onlyIn module: Substring?
    ) throws(LoadError) -> Found? {
        for candidate in try modules() where module == nil || candidate.name[...] == module {
            if let id = candidate.types.ids(named: name, in: kinds, includingBase: false).first {
                return Found(id: id, types: candidate.types, module: candidate)
            }
        }
        return nil
    }

    /// Finds the BTF type that a program attaches to.
    ///
    /// - Parameter target: A name, or `module:name` to select a module (`vmlinux` is the kernel).
    mutating func hook(
        prefix: String, target: String, program: String
    ) throws(LoadError) -> AttachTarget {
        // Tracepoints are typedefs of their callbacks' prototypes: btf_trace_sched_process_exec.
        let kinds = prefix == "btf_trace_" ? BTFKinds(.typedef) : BTFKinds.functions
        let parts = target.split(separator: ":", maxSplits: 1)
        let found: Found?
        if parts.count < 2 {
            found = try named(prefix + target, in: kinds)
        } else if parts[0] == "vmlinux" {
            let types = try Self.table(kernel)
            found = types.ids(named: prefix + parts[1], in: kinds).first.map {
                Found(id: $0, types: types, module: nil)
            }
        } else {
            found = try inModules(prefix + parts[1], in: kinds, onlyIn: parts[0])
        }
        guard let found else { throw .noHook(program: program, hook: target) }
        return AttachTarget(type: found.id, object: found.module.map { .module($0) } ?? .kernel)
    }

    /// Finds a function of another program, which is loaded.
    ///
    /// - Parameter other: The program that has the function.
    func function(
        _ name: String, of other: TargetProgram, for program: String
    ) throws(LoadError) -> AttachTarget {
        let types: BTFTable
        let target: String
        do throws(KernelError) {
            let described = try Kernel.programInfo(other.descriptor(), name: "another program")
            target = described.name
            guard described.btf != 0, let btf = try Kernel.open(.btf, id: described.btf) else {
                throw .unfit(
                    subject: "program '\(target)'",
                    reason: "it was loaded without types (BTF), so that no function of it can be found")
            }
            let bytes = ByteView(try Kernel.btfContents(btf.number, name: target))
            do throws(BTFError) { types = try BTFTable(parsing: bytes) } catch {
                throw .unfit(subject: "program '\(target)'", reason: "\(error)")
            }
        } catch {
            throw .kernel(error)
        }
        guard let id = types.ids(named: name, in: .functions).first else {
            throw .notFound(kind: "function of program '\(target)'", name: name, nearest: nil)
        }
        return AttachTarget(type: id, object: .program(other))
    }
}

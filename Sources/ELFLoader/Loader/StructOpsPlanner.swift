internal import SwiftletBTF
internal import SwiftletObject

/// Translates structures of functions into the kernel's own.
///
///     the object's                        the map's value, by the kernel's types
///     struct tcp_congestion_ops___ours    struct bpf_struct_ops_tcp_congestion_ops
///     ┌───────────┐                       ┌────────┬───────────────────────────────┐
///     │ name      │ ── by name ──┐        │ common │ data: struct tcp_congestion_… │
///     │ ssthresh  │              └──────▶ │        │   …  ssthresh  …  name  …     │
///     └───────────┘                       └────────┴───────────────────────────────┘
///
/// A program attaches by the structure's type and, as its expected attach type, the index of the member.
///
/// Source: libbpf's bpf_map__init_kern_struct_ops, for the meaning; kernel/bpf/bpf_struct_ops.c, Linux 5.6.
struct StructOpsPlanner {
    let spec: ObjectSpec
    /// By program: what it is a member of.
    private(set) var members: [String: Member] = [:]
    /// Programs whose member this kernel's structure lacks, and which nothing else needs.
    private(set) var leftOut: Set<String> = []
    private(set) var planned: [PlannedStructOps] = []

    /// What a program is a member of.
    struct Member {
        let target: AttachTarget
        let index: Int
        let structure: String
        let name: String
    }

    /// No structure of the kernel's has a fraction of that.
    private static let largest = 1 << 20

    init(_ spec: ObjectSpec, _ target: inout TargetResolver) throws(LoadError) {
        self.spec = spec
        let loaded = Set(spec.programs.filter { $0.isLoaded }.map { $0.name })
        for (map, structure) in spec.structOps
        where spec.maps[map].isCreated || structure.functions.contains(where: { loaded.contains($0.program) }) {
            try plan(map, structure, &target)
        }
        leftOut.subtract(members.keys)
    }

    private mutating func plan(
        _ map: Int, _ structure: StructOpsSpec, _ target: inout TargetResolver
    ) throws(LoadError) {
        let name = spec.maps[map].name
        func refused(_ member: String?, _ reason: String) -> LoadError {
            .structOps(map: name, member: member, reason: reason)
        }
        guard let types = spec.types else { throw refused(nil, "the object has no types (BTF)") }
        let kernel = try kernelTypes(of: structure, name, types, &target)
        var value = [UInt8](repeating: 0, count: kernel.valueSize)
        var functions: [(offset: Int, program: String)] = []

        let members = try Self.of(types, name) { (types) throws(BTFError) in
            try types.members(of: types.type(structure.type))
        }
        for (index, member) in members.enumerated() {
            let title = try Self.of(types, name) { (types) throws(BTFError) in
                try types.name(at: member.nameOffset)
            }
            let program = structure.functions.first { $0.member == index }?.program
            let size = try Self.of(types, name) { (types) throws(BTFError) in
                try types.size(of: member.type)
            }
            let start = Int(member.bitOffset / 8)
            guard start <= structure.bytes.count, size <= structure.bytes.count - start else {
                throw refused(title, "\(size) bytes at \(start), expected it within \(structure.bytes.count)")
            }
            let bytes = structure.bytes[start..<start + size]
            guard let own = kernel.members[title] else {
                guard bytes.allSatisfy({ $0 == 0 }) else {
                    throw refused(title, "this kernel's structure has no such member, and it is set")
                }
                if let program { leftOut.insert(program) }
                continue
            }
            guard member.bitfieldSize == 0, own.isWhole else {
                throw refused(title, "a bit field, which is not supported")
            }
            let kind = try Self.of(types, name) { (types) throws(BTFError) in
                try types.resolvingModifiers(member.type).kind
            }
            guard kind == own.kind else {
                throw refused(title, "\(kind.name), expected \(own.kind.name), as this kernel has it")
            }
            let place = kernel.dataOffset + own.offset
            if kind == .pointer {
                guard let program else { continue }
                guard own.isFunction else {
                    throw refused(title, "a program, and in this kernel it is no function")
                }
                functions.append((place, program))
                try add(
                    program,
                    Member(
                        target: kernel.target, index: own.index, structure: kernel.name, name: title))
            } else {
                guard size == own.size, place <= value.count, size <= value.count - place else {
                    throw refused(title, "\(size) bytes, expected \(own.size), as this kernel has it")
                }
                value.replaceSubrange(place..<place + size, with: bytes)
            }
        }
        planned.append(
            PlannedStructOps(
                map: map, valueType: kernel.valueType, module: kernel.module, value: value,
                functions: functions))
    }

    /// A program may be in several structures, as the same member.
    private mutating func add(_ program: String, _ member: Member) throws(LoadError) {
        if let known = members[program] {
            guard known.structure == member.structure, known.index == member.index else {
                throw .structOps(
                    map: member.structure, member: member.name,
                    reason:
                        "program '\(program)' is '\(known.name)' of '\(known.structure)' already: one program is for one member"
                )
            }
        }
        members[program] = member
    }
}

// MARK: The kernel's structure

extension StructOpsPlanner {
    private struct KernelMember {
        let index: Int
        /// Bytes.
        let offset: Int
        let size: Int
        let kind: BTFKind
        /// Not a bit field.
        let isWhole: Bool
        /// A pointer to a function.
        let isFunction: Bool
    }

    private struct KernelStructure {
        let name: String
        let target: AttachTarget
        let module: KernelModule?
        let valueType: BTFTypeID
        let valueSize: Int
        /// Where the structure begins in the value.
        let dataOffset: Int
        let members: [String: KernelMember]
    }

    private func kernelTypes(
        of structure: StructOpsSpec, _ map: String, _ types: BTFTable, _ target: inout TargetResolver
    ) throws(LoadError) -> KernelStructure {
        let name = try Self.of(types, map) { (types) throws(BTFError) in
            try types.essentialName(at: types.type(structure.type).nameOffset)
        }
        let valueName = "bpf_struct_ops_" + name
        // The value's type first: it says whose types these are, and that programs may be members.
        guard let found = try target.named(valueName, in: BTFKinds(.structure)),
            let own = found.types.ids(named: name, in: BTFKinds(.structure)).first
        else {
            throw .structOps(
                map: map, member: nil,
                reason: "this kernel has no struct_ops '\(name)' (no type \(valueName) in its BTF)")
        }
        do throws(BTFError) {
            let value = try found.types.type(found.id)
            guard Int(value.sizeOrType) <= Self.largest,
                let data = try found.types.members(of: value).first(where: { $0.type == own })
            else { throw .noSuchType(type: own, end: found.types.endID) }
            var members: [String: KernelMember] = [:]
            for (index, member) in try found.types.members(of: found.types.type(own)).enumerated() {
                let type = try found.types.resolvingModifiers(member.type)
                var isFunction = false
                if type.kind == .pointer {
                    let pointee = try found.types.resolvingModifiers(BTFTypeID(type.sizeOrType))
                    isFunction = pointee.kind == .functionPrototype
                }
                members[try found.types.name(at: member.nameOffset)] = KernelMember(
                    index: index, offset: Int(member.bitOffset / 8),
                    size: (try? found.types.size(of: member.type)) ?? 0, kind: type.kind,
                    isWhole: member.bitfieldSize == 0, isFunction: isFunction)
            }
            return KernelStructure(
                name: name,
                target: AttachTarget(
                    type: own, object: found.module.map { .module($0) } ?? .kernel),
                module: found.module, valueType: found.id, valueSize: Int(value.sizeOrType),
                dataOffset: Int(data.bitOffset / 8), members: members)
        } catch {
            throw .targetTypes(error)
        }
    }

    /// What is read of the object's own types.
    private static func of<Result>(
        _ types: BTFTable, _ map: String, _ body: (BTFTable) throws(BTFError) -> Result
    ) throws(LoadError) -> Result {
        do throws(BTFError) { return try body(types) } catch {
            throw .object(.btf(section: ".BTF", error))
        }
    }
}

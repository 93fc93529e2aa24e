internal import SwiftletBTF
internal import SwiftletObject

/// Translates struct_ops variables into the kernel's layout.
///
///     the object's                        the map's value, by the kernel's types
///     struct tcp_congestion_ops___ours    struct bpf_struct_ops_tcp_congestion_ops
///     ┌───────────┐                       ┌────────┬───────────────────────────────┐
///     │ name      │ ── by name ──┐        │ common │ data: struct tcp_congestion_… │
///     │ ssthresh  │              └──────▶ │        │   …  ssthresh  …  name  …     │
///     └───────────┘                       └────────┴───────────────────────────────┘
///
/// A program attaches by the structure's type; its expected attach type is the index of the member.
///
/// Source: libbpf's bpf_map__init_kern_struct_ops for the semantics; kernel/bpf/bpf_struct_ops.c, Linux 5.6.
struct StructOpsPlanner {
    let spec: ObjectSpec
    /// The member each program implements, by program name.
    private(set) var members: [String: Member] = [:]
    /// Programs whose member this kernel's structure lacks, and that no other structure uses.
    private(set) var leftOut: Set<String> = []
    private(set) var planned: [PlannedStructOps] = []
    /// By the structure's type in the object.
    private var translations: [BTFTypeID: StructOpsTranslation] = [:]

    /// The struct_ops member that a program implements.
    struct Member {
        let target: AttachTarget
        let index: Int
        let structure: String
        let name: String
    }

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
        let translation: StructOpsTranslation
        if let known = translations[structure.type] {
            translation = known
        } else {
            translation = try StructOpsTranslation(structure.type, map: name, spec.types, &target)
            translations[structure.type] = translation
        }
        let kernel = translation.kernel
        let value = try translation.value(of: structure.bytes, map: name)
        var programs: [Int: String] = [:]
        for function in structure.functions where programs[function.member] == nil {
            programs[function.member] = function.program
        }
        var functions: [(offset: Int, program: String)] = []
        for (member, program) in programs.sorted(by: { $0.key < $1.key }) {
            guard let own = translation.pointers[member] else {
                leftOut.insert(program)
                continue
            }
            guard own.isFunction else {
                throw .structOps(
                    map: name, member: own.name,
                    reason: "a program, and in this kernel it is no function")
            }
            functions.append((kernel.dataOffset + own.offset, program))
            try add(
                program,
                Member(target: kernel.target, index: own.index, structure: kernel.name, name: own.name))
        }
        planned.append(
            PlannedStructOps(
                map: map, valueType: kernel.valueType, module: kernel.module, value: value,
                functions: functions))
    }

    /// A program may be in several structures, but only as the same member.
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

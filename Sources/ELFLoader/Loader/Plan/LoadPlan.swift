internal import SwiftletBytes
public import SwiftletObject

/// Everything that loading an object will do, computed in advance.
///
/// A plan is made from the spec and the target's types. Planning reads what the object depends on (the
/// running kernel's types, configuration and symbols), each only if needed, and changes nothing.
public struct LoadPlan: Sendable {
    /// The object, with its configuration options filled in in the map `.kconfig`.
    package let spec: ObjectSpec
    /// The struct_ops maps, including one that isn't created if a program of it is loaded.
    package let structOps: [PlannedStructOps]
    /// The programs to load, in the order of the object.
    public let programs: [PlannedProgram]

    /// Plans loading on a target; hooks and externs are looked up in the target as well.
    ///
    /// - Throws: `LoadError` with the program and relocation that failed.
    public init(_ spec: ObjectSpec, target: TargetTypes = .runningKernel) throws(LoadError) {
        try self.init(spec, options: LoadOptions(target: target), kernel: target)
    }

    /// - Parameter kernel: The types in which hooks and externs are looked up.
    /// - Throws: as `init(_:target:)`.
    init(
        _ spec: ObjectSpec, options: LoadOptions, kernel: TargetTypes
    ) throws(LoadError) {
        guard spec.order == .host else { throw .byteOrder(object: spec.name) }
        var spec = spec
        try Self.fillConfiguration(of: &spec, options)
        var target = TargetResolver(spec: spec, source: options.target, kernel: kernel)
        let structOps = try StructOpsPlanner(spec, &target)
        for planned in structOps.planned {
            spec.maps[planned.map].valueSize = UInt32(clamping: planned.value.count)
        }
        var planner = ProgramPlanner(spec: spec, target: target, members: structOps.members)
        var planned: [ProgramPlanner.Planned] = []
        for program in spec.programs
        where program.isLoaded && !structOps.leftOut.contains(program.name) {
            planned.append(try planner.plan(program))
        }
        self.spec = spec
        self.structOps = structOps.planned
        programs = planned.map { [code = planner.code] in
            PlannedProgram(spec: $0.spec, kind: $0.kind, target: $0.target, roots: $0.roots, code: code)
        }
    }

    /// Fills in the configuration options that the object declares.
    private static func fillConfiguration(
        of spec: inout ObjectSpec, _ options: LoadOptions
    ) throws(LoadError) {
        guard let map = spec.maps.firstIndex(where: { $0.name == ObjectSpec.configurationMap }),
            case .section(let zeroes, let isFrozen) = spec.maps[map].contents, spec.maps[map].isCreated
        else { return }
        let value = try KernelConfiguration.value(
            for: spec.externs, size: zeroes.count, text: options.configuration)
        spec.maps[map].contents = .section(value, isFrozen: isFrozen)
    }
}

public import BPFObject
internal import Bytes

/// Everything that loading an object will do, worked out beforehand.
///
/// Pure: made from the spec and the target's types, without a system call but the one that reads the
/// running kernel's types, and only if something needs them.
public struct LoadPlan: Sendable {
    public let spec: ObjectSpec
    /// The programs to load, in the order of the object.
    public let programs: [PlannedProgram]

    /// - Throws: `LoadError` with the program and relocation that can't be done.
    public init(_ spec: ObjectSpec, target: TargetTypes = .runningKernel) throws(LoadError) {
        guard spec.order == .host else { throw .byteOrder(object: spec.name) }
        self.spec = spec
        var planner = ProgramPlanner(spec: spec, target: TargetResolver(spec: spec, source: target))
        var programs: [PlannedProgram] = []
        for program in spec.programs where program.isLoaded {
            programs.append(try planner.plan(program))
        }
        self.programs = programs
    }
}

internal import SwiftletKernel
internal import SwiftletObject

extension LoadedObject {
    /// Registers a structure of functions (`.struct_ops`) with the kernel, which calls its programs from then
    /// on: a congestion control of TCP can be chosen by its name, a scheduler takes over.
    ///
    /// One of `.struct_ops.link` is attached through a link (Linux 6.4); others stay registered until the link
    /// that is returned is detached or goes away, though it is none of the kernel's.
    ///
    /// - Parameter name: The variable's.
    /// - Throws: `LoadError.notFound`; `.kernel`, with EEXIST if the name is taken that a structure
    ///   gives itself, with EINVAL if a function is missing that the kernel needs.
    public func attach(structOps name: String) throws(LoadError) -> Link {
        guard let (map, value) = structures.first(where: { $0.map.name == name }) else {
            throw .notFound(
                kind: "structure of functions", name: name,
                nearest: EditDistance.nearest(to: name, of: structures.map { $0.map.name }))
        }
        do throws(KernelError) {
            return Link(
                program: name,
                try Kernel.attachStructOps(
                    map: map.descriptor.number, value: value,
                    isLink: map.flags & MapSpec.attachedByLink != 0, name: name))
        } catch {
            throw .kernel(
                error.explained {
                    $0 == .exists ? "one that gives itself the same name is registered already" : nil
                })
        }
    }
}

extension Loading {
    /// The structures whose maps were made, with the programs put in.
    static func structures(
        of plan: LoadPlan, _ maps: [LoadedMap?], _ programs: [LoadedProgram]
    ) -> [(map: LoadedMap, value: [UInt8])] {
        var descriptors: [String: Int32] = [:]
        for program in programs { descriptors[program.name] = program.descriptor.number }
        return plan.structOps.compactMap { planned in
            guard maps.indices.contains(planned.map), let map = maps[planned.map] else { return nil }
            return (map, planned.value(descriptors))
        }
    }
}

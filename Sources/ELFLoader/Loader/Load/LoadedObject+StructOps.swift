internal import SwiftletKernel
internal import SwiftletObject

extension LoadedObject {
    /// Registers a struct_ops map with the kernel, which calls its programs from then on: for example, a TCP
    /// congestion control becomes selectable by name, or a scheduler takes over.
    ///
    /// A map of `.struct_ops.link` is attached through a kernel link (Linux 6.4). Others stay registered
    /// until the returned link is detached or released, although it isn't a kernel link.
    ///
    /// - Parameter name: The name of the variable.
    /// - Throws: `LoadError.notFound`; `.kernel`, with EEXIST if the name in the structure is taken, with
    ///   EINVAL if a function that the kernel requires is missing.
    public func attach(structOps name: String) throws(LoadError) -> Link {
        let (map, value) = try structures.loaded(name, "structure of functions") { $0.map.name }
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
    /// The struct_ops maps that were created, with their programs' fds filled in.
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

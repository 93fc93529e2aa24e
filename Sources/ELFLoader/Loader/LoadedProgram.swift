public import BPFKernel
public import BPFObject

/// A program in the kernel. It lives while somebody holds it: this object, a link, a prog_array.
public final class LoadedProgram: Sendable {
    public let name: String
    public let sectionName: String
    public let kind: ProgramKind
    public let descriptor: Descriptor

    /// The object's maps for static probes, if it has them.
    let staticProbes: StaticProbeSpecifications?

    init(
        _ spec: ProgramSpec, _ kind: ProgramKind, _ descriptor: consuming Descriptor,
        _ staticProbes: StaticProbeSpecifications?
    ) {
        name = spec.name
        sectionName = spec.sectionName
        self.kind = kind
        self.staticProbes = staticProbes
        self.descriptor = descriptor
    }

    /// What the kernel says of the program.
    public func info() throws(KernelError) -> ProgramInfo {
        try Kernel.programInfo(descriptor.number, name: name)
    }
}

public import BPFKernel
public import BPFObject

/// A program in the kernel. It lives while somebody holds it: this object, a link, a prog_array.
public final class LoadedProgram: Sendable {
    public let name: String
    public let sectionName: String
    public let kind: ProgramKind
    public let descriptor: Descriptor
    /// As they were given to the kernel, subprograms included.
    public let instructionCount: Int
    /// How long the kernel took to verify and compile the program: the call that had it taken.
    public let loadNanoseconds: UInt64
    /// What the verifier wrote, if `LoadOptions.verifierLog` asked for it.
    public let verifierLog: VerifierLog?

    init(
        _ spec: ProgramSpec, _ kind: ProgramKind, instructions: Int,
        _ descriptor: consuming Descriptor, _ report: ProgramLoadReport
    ) {
        instructionCount = instructions
        loadNanoseconds = report.nanoseconds
        verifierLog = report.log
        name = spec.name
        sectionName = spec.sectionName
        self.kind = kind
        self.descriptor = descriptor
    }

    /// Attaches the program to what its section names.
    ///
    /// - Returns: The link, which keeps the program attached (and alive) while it lives.
    /// - Throws: `LoadError.notAttachable`, `.kernel`.
    public func attach() throws(LoadError) -> Link {
        do {
            switch kind.hook {
            case .tracepoint(let category, let event) where !event.isEmpty:
                let id = try Tracefs().tracepointID(category: category, name: event)
                return Link(
                    program: name,
                    try Kernel.attachTracepoint(descriptor.number, id: id, name: name))
            case .rawTracepoint(let tracepoint) where !tracepoint.isEmpty:
                return Link(
                    program: name,
                    try Kernel.attachRawTracepoint(
                        descriptor.number, tracepoint: tracepoint, name: name))
            case .kprobe(let function, _, let isReturn) where !function.isEmpty:
                return Link(
                    program: name,
                    try Kernel.attachKprobe(
                        descriptor.number, function: function, isReturn: isReturn, name: name))
            case .kernelType:
                return Link(
                    program: name,
                    try Kernel.attachRawTracepoint(descriptor.number, tracepoint: nil, name: name))
            default: break
            }
        } catch {
            throw .kernel(error)
        }
        throw .notAttachable(program: name, section: sectionName)
    }

    /// What the kernel says of the program.
    public func info() throws(KernelError) -> ProgramInfo {
        try Kernel.programInfo(descriptor.number, name: name)
    }
}

public import SwiftletKernel
public import SwiftletObject

/// A program in the kernel. It lives while somebody holds it: this object, a link, a prog_array.
public final class LoadedProgram: Sendable {
    public let name: String
    public let sectionName: String
    public let kind: ProgramKind
    public let descriptor: Descriptor
    /// As they were given to the kernel, subprograms included.
    package let instructionCount: Int
    /// How long the kernel took to verify and compile the program: the call that had it taken.
    package let loadNanoseconds: UInt64
    /// What the verifier wrote, if `LoadOptions.verifierLog` asked for it.
    public let verifierLog: VerifierLog?

    /// The object's maps for static probes, if it has them.
    let staticProbes: StaticProbeSpecifications?

    init(
        _ spec: ProgramSpec, _ kind: ProgramKind, instructions: Int,
        _ descriptor: consuming Descriptor, _ report: ProgramLoadReport,
        _ staticProbes: StaticProbeSpecifications?
    ) {
        instructionCount = instructions
        loadNanoseconds = report.nanoseconds
        verifierLog = report.log
        self.staticProbes = staticProbes
        name = spec.name
        sectionName = spec.sectionName
        self.kind = kind
        self.descriptor = descriptor
    }

    /// What the kernel says of the program.
    public func info() throws(KernelError) -> ProgramInfo {
        try Kernel.programInfo(descriptor.number, name: name)
    }

    /// Runs the program on data of the caller's (BPF_PROG_TEST_RUN, bpf_prog_test_run_opts): a packet, or what
    /// the program's type takes as its context.
    ///
    /// - Throws: `KernelError.call`, with ENOTSUPP for program types that can't be run so.
    public func testRun(_ input: ProgramTestInput) throws(KernelError) -> ProgramTestRun {
        try Kernel.programTestRun(descriptor.number, input, name: name)
    }
}

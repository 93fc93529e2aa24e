public import SwiftletKernel
public import SwiftletObject

/// A program in the kernel. It lives while this object, a link or a prog_array holds a reference.
public final class LoadedProgram: Sendable {
    public let name: String
    public let sectionName: String
    package let kind: ProgramKind
    public var type: ProgramType { kind.type }
    public let descriptor: Descriptor
    /// The number of instructions loaded, including subprograms.
    package let instructionCount: Int
    /// Duration of the successful BPF_PROG_LOAD call, in nanoseconds: verification and JIT compilation.
    package let loadNanoseconds: UInt64
    /// The verifier's log, if `LoadOptions.verifierLog` requested it.
    public let verifierLog: VerifierLog?

    /// The object's USDT maps, if it has them.
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

    /// Asks the kernel for the program's properties.
    public func info() throws(KernelError) -> ProgramInfo {
        try Kernel.programInfo(descriptor.number, name: name)
    }

    /// Runs the program on the caller's data (BPF_PROG_TEST_RUN, bpf_prog_test_run_opts): a packet, or the
    /// context of the program's type.
    ///
    /// - Throws: `KernelError.call`, with ENOTSUPP for program types that don't support test runs.
    public func testRun(_ input: ProgramTestInput) throws(KernelError) -> ProgramTestRun {
        try Kernel.programTestRun(descriptor.number, input, name: name)
    }
}

internal import SwiftletShims

/// The parameters of BPF_PROG_LOAD.
package struct ProgramLoading: Sendable {
    package var name: String
    /// `enum bpf_prog_type`
    package var type: UInt32
    /// `enum bpf_attach_type`; 0 if the program type has none.
    package var expectedAttachType: UInt32
    /// BTF id of the hook, for types that attach by BTF; otherwise 0.
    package var attachBTF: UInt32
    /// The owner of the type `attachBTF` if it isn't vmlinux: a module's BTF (Linux 5.11), or another program
    /// (Linux 5.5); borrowed.
    package var attachObject: Int32?
    /// The BTF fds of the modules whose functions the program calls. A call's offset is an index into these,
    /// from 1 (`fd_array`, Linux 5.14); borrowed.
    package var descriptors: [Int32]
    /// 8 bytes each, in host byte order (`Instruction.encoded`).
    package var instructions: [UInt64]
    package var license: String
    /// BPF_F_*
    package var flags: UInt32
    /// Encoded as LINUX_VERSION_CODE; only kprobe programs before Linux 5.0 need it.
    package var kernelVersion: UInt32
    /// The fd of the object's BTF, which function and line records refer to; borrowed.
    package var btf: Int32?
    /// `struct bpf_func_info` records, `functionRecordSize` bytes each.
    package var functions: [UInt8]
    package var functionRecordSize: UInt32
    /// `struct bpf_line_info` records, `lineRecordSize` bytes each.
    package var lines: [UInt8]
    package var lineRecordSize: UInt32
    /// What the verifier logs even if it accepts the program.
    package var logLevel: VerifierLogLevel

    package init(name: String, type: UInt32, instructions: [UInt64], license: String) {
        self.name = name
        self.type = type
        self.expectedAttachType = 0
        self.attachBTF = 0
        self.attachObject = nil
        self.descriptors = []
        self.instructions = instructions
        self.license = license
        self.flags = 0
        self.kernelVersion = 0
        self.btf = nil
        self.functions = []
        self.functionRecordSize = 8
        self.lines = []
        self.lineRecordSize = 16
        self.logLevel = []
    }
}

/// Details of a load besides its result.
package struct ProgramLoadReport: Sendable {
    /// The verifier's log, if it was requested.
    package var log: VerifierLog?
    /// Duration of the last call, in nanoseconds: the successful one.
    package var nanoseconds: UInt64 = 0
    /// The number of calls.
    package var attempts = 0

    package init() {}
}

extension Kernel {
    /// Loads and verifies a program (BPF_PROG_LOAD).
    ///
    /// - Throws: `KernelError.rejected` with the log, or `.missingCapability`, or `.call`.
    package static func programLoad(_ program: ProgramLoading) throws(KernelError) -> Descriptor {
        var report = ProgramLoadReport()
        return try programLoad(program, &report)
    }

    /// Loads and verifies a program (BPF_PROG_LOAD).
    ///
    /// Unless a log is requested, the first attempt is made without one, because a log slows the verifier
    /// down. If the program is rejected, a second attempt records the log and keeps its end (Linux 6.4).
    /// Older kernels keep the beginning, so a long log needs further attempts with larger buffers. A
    /// requested log is kept completely.
    ///
    /// - Throws: `KernelError.rejected` with the log, or `.missingCapability`, or `.call`.
    package static func programLoad(
        _ program: ProgramLoading, _ report: inout ProgramLoadReport
    ) throws(KernelError) -> Descriptor {
        var log: [UInt8] = []
        func attempt(log: inout [UInt8]) -> (result: Int, logSize: Int) {
            let begin = monotonicNanoseconds()
            let attempt = programLoad(program, log: &log)
            report.nanoseconds = monotonicNanoseconds() &- begin
            report.attempts += 1
            return attempt
        }
        if !program.logLevel.isEmpty { log = [UInt8](repeating: 0, count: smallestLog) }
        var outcome = attempt(log: &log)
        if outcome.result == -Int(Errno.notPermitted.rawValue) {
            // See mapCreate.
            if swiftlet_raise_memlock() == 0 { outcome = attempt(log: &log) }
            if outcome.result == -Int(Errno.notPermitted.rawValue),
                let capability = missingCapability(for: .programLoad)
            {
                throw .missingCapability(
                    command: .programLoad, subject: "program '\(program.name)'",
                    capability: capability)
            }
        }
        // EAGAIN: the verifier was interrupted by a signal.
        var attempts = 0
        while outcome.result == -Int(Errno.again.rawValue), attempts < 5 {
            outcome = attempt(log: &log)
            attempts += 1
        }
        let first = Errno(result: outcome.result)

        let isAskedFor = !program.logLevel.isEmpty
        let limit = isAskedFor ? largestLog : largestUnasked
        while outcome.result < 0 {
            var size = smallestLog
            if !log.isEmpty {
                // With a requested log, the first failure may only mean that the buffer was too small.
                guard Errno(result: outcome.result) == .noSpace, log.count < limit else { break }
                // Linux 6.4 reports the log's size; such a kernel has kept the end.
                if !isAskedFor, outcome.logSize > 0 { break }
                size = min(max(outcome.logSize, log.count * 4), limit)
            }
            log = [UInt8](repeating: 0, count: size)
            outcome = attempt(log: &log)
        }
        if outcome.result >= 0 {
            if !program.logLevel.isEmpty { report.log = VerifierLog(text(of: log)) }
            return Descriptor(adopting: Int32(outcome.result))
        }
        let verifierLog = VerifierLog(
            text(of: log), omittedBytes: max(0, outcome.logSize - log.count))
        if first == .notPermitted, verifierLog.text.isEmpty {
            // The program never reached the verifier.
            let subject = "program '\(program.name)'"
            if takesSmallest(program) { throw .memlock(subject: subject, errno: first) }
            throw error(.programLoad, subject, first)
        }
        throw .rejected(
            program: program.name, errno: first == .noSpace ? Errno(result: outcome.result) : first,
            log: verifierLog)
    }

    /// Whether the kernel accepts a minimal program of this type. If EPERM rejects a program before
    /// verification but accepts a minimal one, the locked memory limit is the cause.
    private static func takesSmallest(_ program: ProgramLoading) -> Bool {
        // r0 = 0; exit
        let smallest: [UInt64] = [0xb7, 0x95]
        var loading = ProgramLoading(
            name: "smallest", type: program.type, instructions: smallest, license: program.license)
        loading.expectedAttachType = program.expectedAttachType
        loading.attachBTF = program.attachBTF
        loading.attachObject = program.attachObject
        loading.flags = program.flags
        loading.kernelVersion = program.kernelVersion
        var log: [UInt8] = []
        let result = programLoad(loading, log: &log).result
        guard result >= 0 else { return false }
        _ = Descriptor(adopting: Int32(result))
        return true
    }

    /// Large enough for most logs. A longer log costs another verification.
    private static var smallestLog: Int { 1 << 20 }

    /// The maximum size kept of a log that was not requested.
    private static var largestUnasked: Int { 1 << 26 }

    /// The kernel accepts at most UINT_MAX >> 2 (bpf_verifier_log_attr_valid).
    private static var largestLog: Int { Int(UInt32.max >> 2) }

    /// Makes one call. A log is requested if `log` is not empty.
    ///
    /// - Returns: The kernel's result, and the full size of the log if the kernel reports it.
    private static func programLoad(
        _ program: ProgramLoading, log: inout [UInt8]
    ) -> (result: Int, logSize: Int) {
        // SAFETY: the kernel writes at most log_size bytes to the log, which lives until the call is done.
        unsafe log.withUnsafeMutableBytes { log in
            withAttributes(of: program) { attributes in
                if unsafe !log.isEmpty {
                    attributes.log_level = max(1, program.logLevel.rawValue)
                    attributes.log_size = UInt32(log.count)
                    attributes.log_buf = unsafe address(log.baseAddress)
                }
                let result = SystemCalls.bpf(.programLoad, &attributes)
                return (result, Int(attributes.log_true_size))
            }
        }
    }

    /// Calls `body` with the attributes of BPF_PROG_LOAD, whose pointers are valid during the call.
    static func withAttributes<Result>(
        of program: ProgramLoading, _ body: (inout bpf_attr_program_load) -> Result
    ) -> Result {
        var attributes = bpf_attr_program_load()
        attributes.prog_type = program.type
        attributes.insn_cnt = UInt32(clamping: program.instructions.count)
        attributes.expected_attach_type = program.expectedAttachType
        attributes.attach_btf_id = program.attachBTF
        if let object = program.attachObject {
            attributes.attach_btf_obj_fd = UInt32(bitPattern: object)
        }
        attributes.kern_version = program.kernelVersion
        attributes.prog_flags = program.flags
        copyName(program.name, to: &attributes.prog_name)
        if let btf = program.btf {
            attributes.prog_btf_fd = UInt32(bitPattern: btf)
            attributes.func_info_rec_size = program.functionRecordSize
            attributes.func_info_cnt = UInt32(
                program.functions.count / max(1, Int(program.functionRecordSize)))
            attributes.line_info_rec_size = program.lineRecordSize
            attributes.line_info_cnt = UInt32(
                program.lines.count / max(1, Int(program.lineRecordSize)))
        }
        let license = Array(program.license.utf8) + [0]
        // SAFETY: the addresses are those of arrays that outlive the call; the kernel reads as many
        // bytes as the counts beside them say.
        return unsafe program.instructions.withUnsafeBytes { instructions in
            unsafe license.withUnsafeBytes { license in
                unsafe program.functions.withUnsafeBytes { functions in
                    unsafe program.lines.withUnsafeBytes { lines in
                        unsafe program.descriptors.withUnsafeBytes { descriptors in
                            unsafe attributes.insns = address(instructions.baseAddress)
                            unsafe attributes.license = address(license.baseAddress)
                            if program.btf != nil {
                                unsafe attributes.func_info = address(functions.baseAddress)
                                unsafe attributes.line_info = address(lines.baseAddress)
                            }
                            if unsafe !descriptors.isEmpty {
                                unsafe attributes.fd_array = address(descriptors.baseAddress)
                            }
                            return body(&attributes)
                        }
                    }
                }
            }
        }
    }
}

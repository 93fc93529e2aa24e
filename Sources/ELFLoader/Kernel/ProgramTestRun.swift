internal import GlibcShims

/// What became of a program that was run without its hook.
public struct ProgramTestRun: Sendable {
    /// What the program returned the last time.
    public let result: UInt32
    /// How long a run took, in nanoseconds; the mean of all.
    public let duration: UInt32
}

extension Kernel {
    /// Runs a program once or several times, in this thread (BPF_PROG_TEST_RUN).
    ///
    /// - Parameters:
    ///   - program: The program's descriptor; borrowed. Of a type that can be run so: of those that
    ///     this loader knows, socket filters, tc and xdp, and raw tracepoints (Linux 5.10) without
    ///     data and once.
    ///   - data: The packet; socket filters and tc want at least an Ethernet header, 14 bytes.
    ///   - count: How many times; the kernel takes 0 for 1.
    /// - Throws: `KernelError.call`, with ENOTSUPP for a program of another type.
    public static func programTestRun(
        _ program: Int32, data: [UInt8] = [], count: UInt32 = 0, name: String
    ) throws(KernelError) -> ProgramTestRun {
        var attributes = bpf_attr_program_test_run()
        attributes.prog_fd = UInt32(bitPattern: program)
        attributes.data_size_in = UInt32(clamping: data.count)
        attributes.repeat = count
        // SAFETY: the kernel reads data_size_in bytes at the array's address, during the call.
        let result = unsafe data.withUnsafeBytes { data in
            if unsafe !data.isEmpty { unsafe attributes.data_in = address(data.baseAddress) }
            return SystemCalls.bpf(.programTestRun, &attributes)
        }
        guard result >= 0 else {
            throw error(.programTestRun, "program '\(name)'", Errno(result: result))
        }
        return ProgramTestRun(result: attributes.retval, duration: attributes.duration)
    }
}

internal import SwiftletShims

/// The input of a test run.
public struct ProgramTestInput: Sendable {
    /// The packet; socket filters and tc programs require at least an Ethernet header, 14 bytes.
    package var data: [UInt8]
    /// The program's context: `struct __sk_buff`, `struct xdp_md`, a raw tracepoint's arguments (8 bytes
    /// each), or the argument of a syscall program.
    package var context: [UInt8]
    /// The number of runs; the kernel treats 0 as 1. Raw tracepoint and syscall programs run once.
    package var count: UInt32
    /// The CPU a raw tracepoint program runs on (Linux 5.10); nil for the current CPU.
    package var processor: UInt32?
    /// Size in bytes of the buffer for the resulting packet; 0 requests none.
    package var dataRoom: Int

    public init(
        data: [UInt8] = [], context: [UInt8] = [], count: UInt32 = 0, processor: UInt32? = nil,
        dataRoom: Int = 0
    ) {
        self.data = data
        self.context = context
        self.count = count
        self.processor = processor
        self.dataRoom = dataRoom
    }
}

/// The result of a test run.
public struct ProgramTestRun: Sendable {
    /// The return value of the last run.
    public let result: UInt32
    /// The mean duration of a run, in nanoseconds.
    public let duration: UInt32
    /// The resulting packet, truncated to the buffer.
    public let data: [UInt8]
    /// The full size of the resulting packet, in bytes.
    public let dataSize: Int
    /// The resulting context; empty for program types that don't return it.
    public let context: [UInt8]
}

extension Kernel {
    /// Runs a program once or several times (BPF_PROG_TEST_RUN).
    ///
    /// - Parameters:
    ///   - program: The program's fd; borrowed. Its type must support test runs: socket filters, tc, xdp,
    ///     flow dissectors, raw tracepoints (Linux 5.10), syscall programs (5.14), and more in later kernels.
    /// - Throws: `KernelError.call`, with ENOTSUPP for a program of another type.
    package static func programTestRun(
        _ program: Int32, _ input: ProgramTestInput, name: String
    ) throws(KernelError) -> ProgramTestRun {
        var attributes = bpf_attr_program_test_run()
        attributes.prog_fd = UInt32(bitPattern: program)
        attributes.data_size_in = UInt32(clamping: input.data.count)
        attributes.ctx_size_in = UInt32(clamping: input.context.count)
        attributes.repeat = input.count
        if let processor = input.processor {
            attributes.flags = 1  // BPF_F_TEST_RUN_ON_CPU
            attributes.cpu = processor
        }
        var data = [UInt8](repeating: 0, count: min(max(0, input.dataRoom), 1 << 24))
        attributes.data_size_out = UInt32(data.count)
        // The kernel returns as many bytes of context as it was given.
        var context = input.context
        let returnsContext = !context.isEmpty
        // SAFETY: arrays that outlive the call; the kernel reads and writes as many bytes of each as the
        // counts beside the addresses say.
        var result = unsafe input.data.withUnsafeBytes { packet in
            unsafe data.withUnsafeMutableBytes { data in
                unsafe context.withUnsafeMutableBytes { context in
                    if unsafe !packet.isEmpty { unsafe attributes.data_in = address(packet.baseAddress) }
                    if unsafe !data.isEmpty { unsafe attributes.data_out = address(data.baseAddress) }
                    if returnsContext {
                        unsafe attributes.ctx_in = address(context.baseAddress)
                        unsafe attributes.ctx_out = address(context.baseAddress)
                        attributes.ctx_size_out = UInt32(clamping: context.count)
                    }
                    let first = SystemCalls.bpf(.programTestRun, &attributes)
                    guard returnsContext, first == -Int(Errno.invalid.rawValue) else { return first }
                    // Raw tracepoint and syscall programs reject an output context.
                    attributes.ctx_out = 0
                    attributes.ctx_size_out = 0
                    return SystemCalls.bpf(.programTestRun, &attributes)
                }
            }
        }
        // The packet exceeded the buffer: its size is known, and the buffer is full.
        if result == -Int(Errno.noSpace.rawValue), !data.isEmpty { result = 0 }
        guard result >= 0 else {
            throw error(.programTestRun, "program '\(name)'", Errno(result: result))
        }
        let size = Int(attributes.data_size_out)
        data.removeLast(data.count - min(size, data.count))
        if attributes.ctx_out == 0 {
            context = []
        } else {
            context.removeLast(context.count - min(Int(attributes.ctx_size_out), context.count))
        }
        return ProgramTestRun(
            result: attributes.retval, duration: attributes.duration, data: data, dataSize: size,
            context: context)
    }

    /// Runs a program once or several times in this thread, and discards the resulting packet.
    ///
    /// - Throws: `KernelError.call`, with ENOTSUPP for program types that don't support test runs.
    package static func programTestRun(
        _ program: Int32, data: [UInt8] = [], count: UInt32 = 0, name: String
    ) throws(KernelError) -> ProgramTestRun {
        try programTestRun(program, ProgramTestInput(data: data, count: count), name: name)
    }
}

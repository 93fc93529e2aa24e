internal import SwiftletShims

extension Kernel {
    /// Attaches a program to a raw tracepoint, or to the hook it was loaded for (BPF_RAW_TRACEPOINT_OPEN).
    ///
    /// - Parameters:
    ///   - program: The program's fd; borrowed.
    ///   - tracepoint: Nil for tracing programs, whose hook was set when they were loaded.
    package static func attachRawTracepoint(
        _ program: Int32, tracepoint: String?, cookie: UInt64 = 0, name: String
    ) throws(KernelError) -> Attachment {
        var attributes = bpf_attr_raw_tracepoint_open()
        attributes.prog_fd = UInt32(bitPattern: program)
        attributes.cookie = cookie
        let result: Int
        if let tracepoint {
            // SAFETY: the string is NUL-terminated and outlives the call.
            result = unsafe tracepoint.withCString { text in
                unsafe attributes.name = address(UnsafeRawPointer(text))
                return SystemCalls.bpf(.rawTracepointOpen, &attributes)
            }
        } else {
            result = SystemCalls.bpf(.rawTracepointOpen, &attributes)
        }
        guard result >= 0 else {
            if let tracepoint, Errno(result: result) == .noEntry {
                throw .noTracepoint(category: "raw", name: tracepoint)
            }
            if cookie != 0, Errno(result: result) == .invalid {
                throw .missingFeature(
                    "cookie of a raw tracepoint", since: "6.10", subject: "program '\(name)'")
            }
            throw error(.rawTracepointOpen, "program '\(name)'", Errno(result: result))
        }
        return Attachment(link: Descriptor(adopting: Int32(result)))
    }
}

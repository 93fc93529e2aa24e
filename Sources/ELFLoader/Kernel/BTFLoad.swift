internal import SwiftletShims

extension Kernel {
    /// Loads an object's BTF into the kernel (BPF_BTF_LOAD).
    ///
    /// - Throws: `KernelError.typesRejected` with the log of the kernel's BTF check.
    package static func btfLoad(_ bytes: [UInt8], name: String) throws(KernelError) -> Descriptor {
        var attributes = bpf_attr_btf_load()
        attributes.btf_size = UInt32(clamping: bytes.count)
        // SAFETY: the kernel reads btf_size bytes at the array's address, during the call.
        let result = unsafe bytes.withUnsafeBytes { buffer in
            unsafe attributes.btf = address(buffer.baseAddress)
            return SystemCalls.bpf(.btfLoad, &attributes)
        }
        if result >= 0 { return Descriptor(adopting: Int32(result)) }
        let errno = Errno(result: result)
        if errno == .notPermitted { throw error(.btfLoad, "BTF of '\(name)'", errno) }

        // Retry with a log.
        var log = [UInt8](repeating: 0, count: 1 << 18)
        attributes.btf_log_level = 1
        attributes.btf_log_size = UInt32(log.count)
        // SAFETY: as above; the kernel writes at most btf_log_size bytes to the log.
        _ = unsafe bytes.withUnsafeBytes { buffer in
            unsafe log.withUnsafeMutableBytes { logBuffer in
                unsafe attributes.btf = address(buffer.baseAddress)
                unsafe attributes.btf_log_buf = address(logBuffer.baseAddress)
                return SystemCalls.bpf(.btfLoad, &attributes)
            }
        }
        throw .typesRejected(
            object: name, errno: errno, log: VerifierLog(text(of: log)))
    }

    /// The bytes before the first NUL.
    static func text(of buffer: [UInt8]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    }
}

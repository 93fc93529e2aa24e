internal import SwiftletShims

extension Kernel {
    /// The types of a table that the kernel holds, as they were loaded (BPF_OBJ_GET_INFO_BY_FD).
    ///
    /// - Parameter name: For the error.
    /// - Throws: `KernelError.call`.
    package static func btfContents(_ table: Int32, name: String) throws(KernelError) -> [UInt8] {
        // Once for the size. Without a name, so that Linux 5.10 answers, which knows of none.
        var info = bpf_btf_information()
        try objectInfo(table, &info, "BTF '\(name)'")
        var bytes = [UInt8](repeating: 0, count: Int(info.btf_size))
        info = bpf_btf_information()
        info.btf_size = UInt32(bytes.count)
        // SAFETY: room for btf_size bytes, for the call.
        try unsafe bytes.withUnsafeMutableBufferPointer { (buffer) throws(KernelError) in
            unsafe info.btf = address(UnsafeRawPointer(buffer.baseAddress))
            try objectInfo(table, &info, "BTF '\(name)'")
        }
        return bytes
    }
}

internal import SwiftletShims

extension Kernel {
    /// Reads the contents of a BTF object in the kernel, as loaded (BPF_OBJ_GET_INFO_BY_FD).
    ///
    /// - Parameter name: For the error.
    /// - Throws: `KernelError.call`.
    package static func btfContents(_ table: Int32, name: String) throws(KernelError) -> [UInt8] {
        // Get the size first. Don't ask for the name, which Linux 5.10 doesn't support.
        var info = bpf_btf_information()
        try objectInfo(table, &info, "BTF '\(name)'")
        var bytes = [UInt8](repeating: 0, count: Int(info.btf_size))
        info = bpf_btf_information()
        info.btf_size = UInt32(bytes.count)
        // SAFETY: the buffer has room for btf_size bytes during the call.
        try unsafe bytes.withUnsafeMutableBufferPointer { (buffer) throws(KernelError) in
            unsafe info.btf = address(UnsafeRawPointer(buffer.baseAddress))
            try objectInfo(table, &info, "BTF '\(name)'")
        }
        return bytes
    }
}

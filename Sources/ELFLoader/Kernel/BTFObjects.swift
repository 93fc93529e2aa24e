internal import GlibcShims

/// What the kernel says of a piece of type information that it holds (`struct bpf_btf_info`).
public struct BTFInfo: Sendable {
    public let id: UInt32
    /// `vmlinux`, a module's name, or what who loaded it called it.
    public let name: String
    /// Whether it is the kernel's own or a module's (Linux 5.11).
    public let isKernel: Bool
    /// Bytes.
    public let size: Int
}

extension Kernel {
    /// The id that follows `id` among the types that the kernel holds; nil after the last
    /// (BPF_BTF_GET_NEXT_ID).
    ///
    /// - Parameter id: 0 for the first.
    /// - Throws: `KernelError.missingCapability` without CAP_SYS_ADMIN.
    public static func nextBTF(after id: UInt32) throws(KernelError) -> UInt32? {
        var attributes = bpf_attr_object_id()
        attributes.id = id
        let result = SystemCalls.bpf(.btfNextID, &attributes)
        if result >= 0 { return attributes.next_id }
        let errno = Errno(result: result)
        if errno == .noEntry { return nil }
        throw error(.btfNextID, "BTF after id \(id)", errno)
    }

    /// Opens types by their id (BPF_BTF_GET_FD_BY_ID).
    ///
    /// - Returns: nil if they are gone, with the module that they were of.
    /// - Throws: `KernelError.missingCapability` without CAP_SYS_ADMIN.
    public static func btf(id: UInt32) throws(KernelError) -> Descriptor? {
        var attributes = bpf_attr_object_id()
        attributes.id = id
        let result = SystemCalls.bpf(.btfByID, &attributes)
        if result >= 0 { return Descriptor(adopting: Int32(result)) }
        let errno = Errno(result: result)
        if errno == .noEntry { return nil }
        throw error(.btfByID, "BTF of id \(id)", errno)
    }

    /// Asks about types (BPF_OBJ_GET_INFO_BY_FD).
    ///
    /// - Throws: `KernelError.call` with E2BIG before Linux 5.11, which knows no names of types.
    public static func btfInfo(_ btf: Int32) throws(KernelError) -> BTFInfo {
        var name = [UInt8](repeating: 0, count: 64)
        var info = bpf_btf_information()
        info.name_len = UInt32(name.count)
        // SAFETY: the kernel writes at most name_len bytes to the array, which outlives the call.
        let result = unsafe name.withUnsafeMutableBytes { buffer in
            unsafe info.name = address(buffer.baseAddress)
            return objectInfo(btf, &info)
        }
        guard result >= 0 else { throw error(.objectInfo, "BTF", Errno(result: result)) }
        return BTFInfo(
            id: info.id, name: text(of: name), isKernel: info.kernel_btf != 0,
            size: Int(info.btf_size))
    }

    /// The types themselves, as they were loaded.
    public static func btfContents(_ btf: Int32) throws(KernelError) -> [UInt8] {
        // Without a name, so that Linux 5.10 answers, which knows of none.
        var info = bpf_btf_information()
        try objectInfo(btf, &info, "BTF")
        var bytes = [UInt8](repeating: 0, count: Int(info.btf_size))
        info = bpf_btf_information()
        info.btf_size = UInt32(bytes.count)
        // SAFETY: the kernel writes at most btf_size bytes to the array, which outlives the call.
        let result = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe info.btf = address(buffer.baseAddress)
            return objectInfo(btf, &info)
        }
        guard result >= 0 else { throw error(.objectInfo, "BTF", Errno(result: result)) }
        return bytes
    }

    /// The id of the types that a program was loaded with, and what it is called; 0 if it has none.
    public static func programTypes(_ program: Int32) throws(KernelError) -> (name: String, btf: UInt32) {
        var info = bpf_program_info()
        try objectInfo(program, &info, "program with descriptor \(program)")
        return (string(info.name), info.btf_id)
    }
}

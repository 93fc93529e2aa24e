internal import GlibcShims

/// What the kernel says of a loaded program (`struct bpf_prog_info`).
public struct ProgramInfo: Sendable {
    public let id: UInt32
    public let type: UInt32
    public let name: String
    /// SHA-1 of the program without map references, its first 8 bytes; 16 hex digits.
    public let tag: String
    /// Instructions after the verifier's rewriting.
    public let translatedInstructions: Int
    /// Instructions that the verifier went through, Linux 5.16; 0 before.
    public let verifiedInstructions: Int
    /// Runs left out because the program was already running on that CPU, Linux 5.12; 0 before.
    public let recursionMisses: UInt64
}

/// What the kernel says of a map (`struct bpf_map_info`).
public struct MapInfo: Sendable {
    public let id: UInt32
    public let type: UInt32
    public let name: String
    public let keySize: UInt32
    public let valueSize: UInt32
    public let maxEntries: UInt32
    public let flags: UInt32
    /// Meaning by type, Linux 5.16; 0 before.
    public let extra: UInt64
    /// The id of the BTF that describes keys and values; 0 if there is none.
    public let btf: UInt32
    /// Types in that BTF; 0 if unknown.
    public let keyType: UInt32
    public let valueType: UInt32
}

extension Kernel {
    /// Asks about a program (BPF_OBJ_GET_INFO_BY_FD).
    public static func programInfo(_ program: Int32, name: String) throws(KernelError)
        -> ProgramInfo
    {
        var info = bpf_program_info()
        try objectInfo(program, &info, "program '\(name)'")
        // SAFETY: an integer tuple, read as its bytes.
        let tag = unsafe withUnsafeBytes(of: info.tag) { unsafe hexadecimal($0) }
        return ProgramInfo(
            id: info.id, type: info.type, name: string(info.name), tag: tag,
            translatedInstructions: Int(info.xlated_prog_len) / 8,
            verifiedInstructions: Int(info.verified_insns), recursionMisses: info.recursion_misses)
    }

    /// Asks about a map (BPF_OBJ_GET_INFO_BY_FD).
    public static func mapInfo(_ map: Int32, name: String) throws(KernelError) -> MapInfo {
        var info = bpf_map_information()
        try objectInfo(map, &info, "map '\(name)'")
        return MapInfo(
            id: info.id, type: info.type, name: string(info.name), keySize: info.key_size,
            valueSize: info.value_size, maxEntries: info.max_entries, flags: info.map_flags,
            extra: info.map_extra, btf: info.btf_id,
            keyType: info.btf_key_type_id, valueType: info.btf_value_type_id)
    }

    static func objectInfo<Info: BitwiseCopyable>(
        _ descriptor: Int32, _ info: inout Info, _ subject: String
    ) throws(KernelError) {
        var attributes = bpf_attr_object_info()
        attributes.bpf_fd = UInt32(bitPattern: descriptor)
        attributes.info_len = UInt32(MemoryLayout<Info>.size)
        // SAFETY: the kernel writes at most info_len bytes, the size of the value.
        let result = unsafe withUnsafeMutablePointer(to: &info) { pointer in
            unsafe attributes.info = address(UnsafeRawPointer(pointer))
            return SystemCalls.bpf(.objectInfo, &attributes)
        }
        guard result >= 0 else { throw error(.objectInfo, subject, Errno(result: result)) }
    }

    /// The text of a NUL-terminated name.
    private static func string(_ name: Name) -> String {
        // SAFETY: an integer tuple, read as its bytes.
        unsafe withUnsafeBytes(of: name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func hexadecimal(_ bytes: UnsafeRawBufferPointer) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for unsafe byte in unsafe bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

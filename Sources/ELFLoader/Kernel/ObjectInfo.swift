internal import SwiftletShims

/// The kernel's information about a loaded program (`struct bpf_prog_info`).
public struct ProgramInfo: Sendable {
    public let id: UInt32
    public let type: UInt32
    public let name: String
    /// The first 8 bytes of the SHA-1 of the program without map references; 16 hex digits.
    public let tag: String
    /// Number of instructions after the verifier's rewriting.
    package let translatedInstructions: Int
    /// Size of the machine code in bytes; 0 without a JIT.
    package let machineCodeSize: Int
    /// Number of instructions the verifier processed, Linux 5.16; 0 before.
    public let verifiedInstructions: Int
    /// Load time in nanoseconds since boot (CLOCK_BOOTTIME).
    public let loadTime: UInt64
    /// The uid of the process that loaded it.
    package let user: UInt32
    package let isGPLCompatible: Bool
    /// The id of its BTF; 0 if it has none.
    package let btf: UInt32
    /// Number of maps the program uses.
    package let mapCount: Int
    /// Run time in nanoseconds while statistics were enabled (`Kernel.enableStatistics`).
    public let runTime: UInt64
    /// Number of runs while statistics were enabled.
    public let runCount: UInt64
    /// Runs skipped because the program was already running on that CPU, Linux 5.12; 0 before.
    public let recursionMisses: UInt64
}

/// The kernel's information about a map (`struct bpf_map_info`).
public struct MapInfo: Sendable {
    public let id: UInt32
    public let type: UInt32
    public let name: String
    public let keySize: UInt32
    public let valueSize: UInt32
    public let maxEntries: UInt32
    public let flags: UInt32
    /// Depends on the map type, Linux 5.16; 0 before.
    package let extra: UInt64
    /// The id of the BTF that describes keys and values; 0 if it has none.
    package let btf: UInt32
    /// Types in that BTF; 0 if unknown.
    package let keyType: UInt32
    package let valueType: UInt32
}

/// The kernel's information about a link (`struct bpf_link_info`, Linux 5.8).
public struct LinkInfo: Sendable {
    public let id: UInt32
    /// `enum bpf_link_type`
    public let type: UInt32
    /// The id of its program; 0 if it has none.
    public let program: UInt32
}

/// The kernel's information about a BTF object (`struct bpf_btf_info`).
package struct BTFInfo: Sendable {
    package let id: UInt32
    /// In bytes.
    package let size: Int
    /// The module's name, or `vmlinux`; empty for a program's BTF. Linux 5.11.
    package let name: String
    /// Whether it belongs to the kernel or a module, Linux 5.11.
    package let isKernel: Bool
}

extension Kernel {
    /// Reads a program's information (BPF_OBJ_GET_INFO_BY_FD).
    package static func programInfo(_ program: Int32, name: String) throws(KernelError) -> ProgramInfo {
        var info = bpf_program_info()
        try objectInfo(program, &info, "program '\(name)'")
        // SAFETY: an integer tuple can be read as bytes.
        let tag = unsafe withUnsafeBytes(of: info.tag) { unsafe hexadecimal($0) }
        return ProgramInfo(
            id: info.id, type: info.type, name: string(info.name), tag: tag,
            translatedInstructions: Int(info.xlated_prog_len) / 8,
            machineCodeSize: Int(info.jited_prog_len),
            verifiedInstructions: Int(info.verified_insns), loadTime: info.load_time,
            user: info.created_by_uid, isGPLCompatible: info.gpl_compatible & 1 != 0,
            btf: info.btf_id, mapCount: Int(info.nr_map_ids), runTime: info.run_time_ns,
            runCount: info.run_cnt, recursionMisses: info.recursion_misses)
    }

    /// The ids of the maps that a program uses.
    package static func programMaps(_ program: Int32, name: String) throws(KernelError) -> [UInt32] {
        var count = try programInfo(program, name: name).mapCount
        // After loading, only BPF_PROG_BIND_MAP changes the number.
        count = min(count + 8, 1 << 16)
        var ids = [UInt32](repeating: 0, count: count)
        var info = bpf_program_info()
        info.nr_map_ids = UInt32(count)
        // SAFETY: the buffer has room for nr_map_ids numbers during the call.
        try unsafe ids.withUnsafeMutableBufferPointer { (buffer) throws(KernelError) in
            unsafe info.map_ids = address(UnsafeRawPointer(buffer.baseAddress))
            try objectInfo(program, &info, "program '\(name)'")
        }
        ids.removeLast(count - min(Int(info.nr_map_ids), count))
        return ids
    }

    /// Reads a map's information (BPF_OBJ_GET_INFO_BY_FD).
    package static func mapInfo(_ map: Int32, name: String) throws(KernelError) -> MapInfo {
        var info = bpf_map_information()
        try objectInfo(map, &info, "map '\(name)'")
        return MapInfo(
            id: info.id, type: info.type, name: string(info.name), keySize: info.key_size,
            valueSize: info.value_size, maxEntries: info.max_entries, flags: info.map_flags,
            extra: info.map_extra, btf: info.btf_id, keyType: info.btf_key_type_id,
            valueType: info.btf_value_type_id)
    }

    /// Reads a link's information (BPF_OBJ_GET_INFO_BY_FD, Linux 5.8).
    package static func linkInfo(_ link: Int32, name: String) throws(KernelError) -> LinkInfo {
        var info = bpf_link_information()
        try objectInfo(link, &info, "link '\(name)'")
        return LinkInfo(id: info.id, type: info.type, program: info.prog_id)
    }

    /// Reads a BTF object's information (BPF_OBJ_GET_INFO_BY_FD).
    package static func btfInfo(_ table: Int32, name: String) throws(KernelError) -> BTFInfo {
        var text = [UInt8](repeating: 0, count: 128)
        var info = bpf_btf_information()
        info.name_len = UInt32(text.count)
        // SAFETY: the buffer has room for name_len bytes during the call.
        try unsafe text.withUnsafeMutableBufferPointer { (buffer) throws(KernelError) in
            unsafe info.name = address(UnsafeRawPointer(buffer.baseAddress))
            try objectInfo(table, &info, "BTF '\(name)'")
        }
        return BTFInfo(
            id: info.id, size: Int(info.btf_size), name: self.text(of: text),
            isKernel: info.kernel_btf != 0)
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
        // SAFETY: an integer tuple can be read as bytes.
        unsafe withUnsafeBytes(of: name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func hexadecimal(_ bytes: UnsafeRawBufferPointer) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for index in bytes.indices {
            // SAFETY: the index is from the buffer's indices.
            let byte = unsafe bytes[index]
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

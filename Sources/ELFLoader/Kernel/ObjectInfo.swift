internal import SwiftletShims

/// What the kernel says of a loaded program (`struct bpf_prog_info`).
public struct ProgramInfo: Sendable {
    public let id: UInt32
    public let type: UInt32
    public let name: String
    /// SHA-1 of the program without map references, its first 8 bytes; 16 hex digits.
    public let tag: String
    /// Instructions after the verifier's rewriting.
    public let translatedInstructions: Int
    /// Bytes of machine code; 0 without a JIT.
    public let machineCodeSize: Int
    /// Instructions that the verifier went through, Linux 5.16; 0 before.
    public let verifiedInstructions: Int
    /// When it was loaded, in nanoseconds since the machine was started (CLOCK_BOOTTIME).
    public let loadTime: UInt64
    /// Who loaded it.
    public let user: UInt32
    public let isGPLCompatible: Bool
    /// The id of its BTF; 0 if it has none.
    package let btf: UInt32
    /// How many maps it uses.
    public let mapCount: Int
    /// Nanoseconds that it ran, as far as statistics were on (`Kernel.enableStatistics`).
    public let runTime: UInt64
    /// Runs, as far as statistics were on.
    public let runCount: UInt64
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
    package let extra: UInt64
    /// The id of the BTF that describes keys and values; 0 if there is none.
    package let btf: UInt32
    /// Types in that BTF; 0 if unknown.
    package let keyType: UInt32
    package let valueType: UInt32
}

/// What the kernel says of a link (`struct bpf_link_info`, Linux 5.8).
public struct LinkInfo: Sendable {
    public let id: UInt32
    /// `enum bpf_link_type`
    public let type: UInt32
    /// The id of its program; 0 if it has none.
    public let program: UInt32
}

/// What the kernel says of a table of types (`struct bpf_btf_info`).
package struct BTFInfo: Sendable {
    package let id: UInt32
    /// Bytes.
    package let size: Int
    /// The module's, or `vmlinux`; empty for a program's. Linux 5.11.
    package let name: String
    /// Whether it is the kernel's or a module's, Linux 5.11.
    package let isKernel: Bool
}

extension Kernel {
    /// Asks about a program (BPF_OBJ_GET_INFO_BY_FD).
    package static func programInfo(_ program: Int32, name: String) throws(KernelError) -> ProgramInfo {
        var info = bpf_program_info()
        try objectInfo(program, &info, "program '\(name)'")
        // SAFETY: an integer tuple, read as its bytes.
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
        // The number can't change once the program is loaded but by BPF_PROG_BIND_MAP.
        count = min(count + 8, 1 << 16)
        var ids = [UInt32](repeating: 0, count: count)
        var info = bpf_program_info()
        info.nr_map_ids = UInt32(count)
        // SAFETY: room for nr_map_ids numbers, for the call.
        try unsafe ids.withUnsafeMutableBufferPointer { (buffer) throws(KernelError) in
            unsafe info.map_ids = address(UnsafeRawPointer(buffer.baseAddress))
            try objectInfo(program, &info, "program '\(name)'")
        }
        ids.removeLast(count - min(Int(info.nr_map_ids), count))
        return ids
    }

    /// Asks about a map (BPF_OBJ_GET_INFO_BY_FD).
    package static func mapInfo(_ map: Int32, name: String) throws(KernelError) -> MapInfo {
        var info = bpf_map_information()
        try objectInfo(map, &info, "map '\(name)'")
        return MapInfo(
            id: info.id, type: info.type, name: string(info.name), keySize: info.key_size,
            valueSize: info.value_size, maxEntries: info.max_entries, flags: info.map_flags,
            extra: info.map_extra, btf: info.btf_id, keyType: info.btf_key_type_id,
            valueType: info.btf_value_type_id)
    }

    /// Asks about a link (BPF_OBJ_GET_INFO_BY_FD, Linux 5.8).
    package static func linkInfo(_ link: Int32, name: String) throws(KernelError) -> LinkInfo {
        var info = bpf_link_information()
        try objectInfo(link, &info, "link '\(name)'")
        return LinkInfo(id: info.id, type: info.type, program: info.prog_id)
    }

    /// Asks about a table of types (BPF_OBJ_GET_INFO_BY_FD).
    package static func btfInfo(_ table: Int32, name: String) throws(KernelError) -> BTFInfo {
        var text = [UInt8](repeating: 0, count: 128)
        var info = bpf_btf_information()
        info.name_len = UInt32(text.count)
        // SAFETY: room for name_len bytes, for the call.
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
        // SAFETY: an integer tuple, read as its bytes.
        unsafe withUnsafeBytes(of: name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func hexadecimal(_ bytes: UnsafeRawBufferPointer) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for index in bytes.indices {
            // SAFETY: an index of the buffer.
            let byte = unsafe bytes[index]
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

internal import SwiftletShims

extension Kernel {
    /// Sets the value for a key (BPF_MAP_UPDATE_ELEM).
    ///
    /// - Parameters:
    ///   - map: The map's fd; borrowed.
    ///   - key: Exactly the map's key size.
    ///   - value: Exactly the map's value size; for a per-CPU map, one value per possible CPU, each padded to
    ///     8 bytes.
    ///   - flags: BPF_ANY (0), BPF_NOEXIST (1) or BPF_EXIST (2), and BPF_F_LOCK (4).
    package static func mapUpdate(
        _ map: Int32, key: [UInt8], value: [UInt8], flags: UInt64 = 0, name: String
    ) throws(KernelError) {
        var attributes = bpf_attr_map_element()
        attributes.map_fd = UInt32(bitPattern: map)
        attributes.flags = flags
        // SAFETY: both arrays outlive the call; their sizes are the map's, as the caller promises.
        let result = unsafe key.withUnsafeBytes { key in
            unsafe value.withUnsafeBytes { value in
                // A map without keys requires a null key.
                if unsafe !key.isEmpty { unsafe attributes.key = address(key.baseAddress) }
                unsafe attributes.value = address(value.baseAddress)
                return SystemCalls.bpf(.mapUpdate, &attributes)
            }
        }
        guard result >= 0 else { throw error(.mapUpdate, "map '\(name)'", Errno(result: result)) }
    }

    /// The value for a key (BPF_MAP_LOOKUP_ELEM); nil if the map doesn't have the key.
    ///
    /// - Parameters:
    ///   - valueSize: The map's value size; for a per-CPU map, that times the number of possible CPUs.
    ///   - flags: BPF_F_LOCK (4) or 0.
    package static func mapLookup(
        _ map: Int32, key: [UInt8], valueSize: Int, flags: UInt64 = 0, name: String
    ) throws(KernelError) -> [UInt8]? {
        try lookup(.mapLookup, map, key, [UInt8](repeating: 0, count: valueSize), flags, name)
    }

    /// Reads and deletes a key (BPF_MAP_LOOKUP_AND_DELETE_ELEM); nil if the map doesn't have it.
    ///
    /// - Parameters:
    ///   - key: Empty for a queue or a stack.
    ///   - valueSize: As in `mapLookup`.
    /// - Throws: `KernelError.missingFeature` for hashes before Linux 5.14, `.call`.
    package static func mapLookupAndDelete(
        _ map: Int32, key: [UInt8], valueSize: Int, flags: UInt64 = 0, name: String
    ) throws(KernelError) -> [UInt8]? {
        do throws(KernelError) {
            return try lookup(
                .mapLookupAndDelete, map, key, [UInt8](repeating: 0, count: valueSize), flags, name)
        } catch .call(_, let subject, .notSupportedInternal) where !key.isEmpty {
            throw .missingFeature(
                "lookup and deletion in one (BPF_MAP_LOOKUP_AND_DELETE_ELEM) for maps with keys",
                since: "5.14", subject: subject)
        }
    }

    /// Whether a bloom filter may hold a value. Never false for a value that was added.
    package static func mapContains(
        _ map: Int32, value: [UInt8], name: String
    ) throws(KernelError) -> Bool {
        try lookup(.mapLookup, map, [], value, 0, name) != nil
    }

    /// - Parameter value: A buffer of the value's size, which the kernel fills and which is returned.
    private static func lookup(
        _ command: Command, _ map: Int32, _ key: [UInt8], _ value: [UInt8], _ flags: UInt64,
        _ name: String
    ) throws(KernelError) -> [UInt8]? {
        var attributes = bpf_attr_map_element()
        attributes.map_fd = UInt32(bitPattern: map)
        attributes.flags = flags
        var value = value
        // SAFETY: both arrays outlive the call; their sizes are the map's, as the caller promises.
        let result = unsafe key.withUnsafeBytes { key in
            unsafe value.withUnsafeMutableBytes { value in
                // A map without keys requires a null key.
                if unsafe !key.isEmpty { unsafe attributes.key = address(key.baseAddress) }
                unsafe attributes.value = address(value.baseAddress)
                return SystemCalls.bpf(command, &attributes)
            }
        }
        if result >= 0 { return value }
        if Errno(result: result) == .noEntry { return nil }
        throw error(command, "map '\(name)'", Errno(result: result))
    }

    /// Deletes a key (BPF_MAP_DELETE_ELEM). Returns false if the map doesn't have it.
    @discardableResult
    package static func mapDelete(
        _ map: Int32, key: [UInt8], name: String
    ) throws(KernelError) -> Bool {
        var attributes = bpf_attr_map_element()
        attributes.map_fd = UInt32(bitPattern: map)
        // SAFETY: the array outlives the call; its size is the map's, as the caller promises.
        let result = unsafe key.withUnsafeBytes { key in
            unsafe attributes.key = address(key.baseAddress)
            return SystemCalls.bpf(.mapDelete, &attributes)
        }
        if result >= 0 { return true }
        if Errno(result: result) == .noEntry { return false }
        throw error(.mapDelete, "map '\(name)'", Errno(result: result))
    }

    /// The key after `key` in the kernel's order, or the first key if `key` is nil (BPF_MAP_GET_NEXT_KEY);
    /// nil after the last.
    ///
    /// - Parameter keySize: The map's key size.
    package static func mapNextKey(
        _ map: Int32, after key: [UInt8]?, keySize: Int, name: String
    ) throws(KernelError) -> [UInt8]? {
        var attributes = bpf_attr_map_element()
        attributes.map_fd = UInt32(bitPattern: map)
        var next = [UInt8](repeating: 0, count: keySize)
        // SAFETY: both arrays outlive the call; their sizes are the map's, as the caller promises.
        // A null key asks for the first one.
        let result = unsafe (key ?? []).withUnsafeBytes { buffer in
            unsafe next.withUnsafeMutableBytes { next in
                unsafe attributes.key = key == nil ? 0 : address(buffer.baseAddress)
                unsafe attributes.value = address(next.baseAddress)
                return SystemCalls.bpf(.mapNextKey, &attributes)
            }
        }
        if result >= 0 { return next }
        if Errno(result: result) == .noEntry { return nil }
        throw error(.mapNextKey, "map '\(name)'", Errno(result: result))
    }

    /// Makes a map read-only for system calls (BPF_MAP_FREEZE, Linux 5.2).
    package static func mapFreeze(_ map: Int32, name: String) throws(KernelError) {
        var attributes = bpf_attr_map_element()
        attributes.map_fd = UInt32(bitPattern: map)
        let result = SystemCalls.bpf(.mapFreeze, &attributes)
        guard result >= 0 else { throw error(.mapFreeze, "map '\(name)'", Errno(result: result)) }
    }
}

internal import SwiftletShims

/// The parameters of BPF_MAP_CREATE.
package struct MapCreation: Sendable {
    /// At most 15 bytes of letters, digits, `_` and `.`; longer names are truncated, other bytes replaced.
    package var name: String
    /// `enum bpf_map_type`
    package var type: UInt32
    /// In bytes.
    package var keySize: UInt32
    /// In bytes.
    package var valueSize: UInt32
    package var maxEntries: UInt32
    /// BPF_F_*
    package var flags: UInt32
    /// The template of the inner maps, for a map of maps; borrowed.
    package var innerMap: Int32?
    /// Only with the flag BPF_F_NUMA_NODE.
    package var numaNode: UInt32
    /// The fd of the object's BTF, for key and value types; borrowed.
    package var btf: Int32?
    package var keyType: UInt32
    package var valueType: UInt32
    /// The value's type in the kernel's BTF, for struct_ops maps (Linux 5.6).
    package var kernelValueType: UInt32 = 0
    /// The fd of the BTF of the module that has the type; borrowed. Nil for the kernel (Linux 6.9).
    package var valueTypeModule: Int32?
    /// Depends on the map type (Linux 5.16).
    package var extra: UInt64

    package init(
        name: String, type: UInt32, keySize: UInt32, valueSize: UInt32, maxEntries: UInt32,
        flags: UInt32 = 0, innerMap: Int32? = nil, numaNode: UInt32 = 0, btf: Int32? = nil,
        keyType: UInt32 = 0, valueType: UInt32 = 0, extra: UInt64 = 0
    ) {
        self.name = name
        self.type = type
        self.keySize = keySize
        self.valueSize = valueSize
        self.maxEntries = maxEntries
        self.flags = flags
        self.innerMap = innerMap
        self.numaNode = numaNode
        self.btf = btf
        self.keyType = keyType
        self.valueType = valueType
        self.extra = extra
    }

    /// As the kernel reads them.
    var attributes: bpf_attr_map_create {
        var attributes = bpf_attr_map_create()
        attributes.map_type = type
        attributes.key_size = keySize
        attributes.value_size = valueSize
        attributes.max_entries = maxEntries
        attributes.map_flags = flags
        attributes.inner_map_fd = UInt32(bitPattern: innerMap ?? 0)
        attributes.numa_node = numaNode
        if let btf {
            attributes.btf_fd = UInt32(bitPattern: btf)
            attributes.btf_key_type_id = keyType
            attributes.btf_value_type_id = valueType
        }
        attributes.btf_vmlinux_value_type_id = kernelValueType
        if let valueTypeModule {
            attributes.value_type_btf_obj_fd = valueTypeModule
            attributes.map_flags |= UInt32(SWIFTLET_BPF_F_VTYPE_BTF_OBJ_FD)
        }
        attributes.map_extra = extra
        Kernel.copyName(name, to: &attributes.map_name)
        return attributes
    }
}

extension Kernel {
    /// Creates a map (BPF_MAP_CREATE).
    ///
    /// - Throws: `KernelError`; `.memlock` only if the limit was verified as the cause.
    package static func mapCreate(_ map: MapCreation) throws(KernelError) -> Descriptor {
        var attributes = map.attributes
        var result = SystemCalls.bpf(.mapCreate, &attributes)
        if result == -Int(Errno.notPermitted.rawValue) {
            // Before 5.11, maps counted as locked memory. If raising the limit helps, the limit was the
            // cause; otherwise a capability is missing.
            let raised = swiftlet_raise_memlock() == 0
            if raised { result = SystemCalls.bpf(.mapCreate, &attributes) }
        }
        guard result >= 0 else {
            let errno = Errno(result: result)
            let subject = "map '\(map.name)'"
            if errno == .notPermitted, missingCapability(for: .mapCreate) == nil,
                isTooLarge(&attributes)
            {
                throw .memlock(subject: subject, errno: errno)
            }
            throw error(.mapCreate, subject, errno)
        }
        return Descriptor(adopting: Int32(result))
    }

    /// Whether the kernel accepts the rejected map with a minimal number of entries. If so, its size was the
    /// cause, and only the locked memory limit turns that into EPERM.
    private static func isTooLarge(_ attributes: inout bpf_attr_map_create) -> Bool {
        // A ring buffer's max_entries is its size in bytes, in whole pages.
        let smallest: UInt32 = attributes.map_type == 27 ? 4096 : 1
        guard attributes.max_entries > smallest else { return false }
        attributes.max_entries = smallest
        let result = SystemCalls.bpf(.mapCreate, &attributes)
        guard result >= 0 else { return false }
        _ = Descriptor(adopting: Int32(result))
        return true
    }
}

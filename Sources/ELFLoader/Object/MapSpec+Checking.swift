internal import SwiftletBTF

extension MapSpec {
    /// An error in the definition, as edited; nil if there is none.
    ///
    /// The kernel would report these only as an error number, mostly EINVAL. Checks that depend on the
    /// kernel version are left to the kernel.
    package var misuse: ObjectError? {
        switch contents {
        case .section(let bytes, _):
            if type != .array {
                return refused("type", "\(type.name), expected array: it is a data section")
            }
            if keySize != 4 {
                return refused("key_size", "\(keySize), expected 4: it is a data section")
            }
            if maxEntries != 1 {
                return refused(
                    "max_entries",
                    "\(maxEntries), expected 1: it is a data section, whose size is its value's (setValueSize)"
                )
            }
            if Int(valueSize) < bytes.count {
                return refused(
                    "value_size", "\(valueSize), but the section has \(bytes.count) bytes")
            }
        case .programs(let slots):
            if let slot = slots.first(where: { $0.index >= maxEntries }) { return beyondEnd(slot) }
            if type != .programArray {
                return refused(
                    "type", "\(type.name), expected prog_array: its .values are programs")
            }
        case .maps(let slots):
            // The entries of a hash's .values are keys.
            if type == .arrayOfMaps, let slot = slots.first(where: { $0.index >= maxEntries }) {
                return beyondEnd(slot)
            }
            if !type.holdsMaps {
                return refused(
                    "type",
                    "\(type.name), expected array_of_maps or hash_of_maps: its .values are maps")
            }
        case .structOps:
            if type != .structOps {
                return refused("type", "\(type.name), expected struct_ops: it is a structure of functions")
            }
        case .arena:
            if type != .arena {
                return refused("type", "\(type.name), expected arena: .addr_space.1 lies in it")
            }
        case .nothing: break
        }
        if type.isRing {
            if keySize != 0 || valueSize != 0 {
                return refused(
                    "key_size",
                    "\(keySize) and value_size \(valueSize), expected 0: a ring has records")
            }
            if maxEntries == 0 {
                return refused("max_entries", "0, expected the ring's size in bytes")
            }
        }
        if type.isLocalStorage, flags & Self.notPreallocated == 0 || maxEntries != 0 {
            return refused(
                "map_flags",
                "\(flags) and max_entries \(maxEntries), expected BPF_F_NO_PREALLOC (1) and 0 for a \(type.name)"
            )
        }
        if type == .lpmTrie, flags & Self.notPreallocated == 0 {
            return refused("map_flags", "\(flags), expected BPF_F_NO_PREALLOC (1) for a lpm_trie")
        }
        if type == .arena, flags & Self.mappable == 0 {
            return refused("map_flags", "\(flags), expected BPF_F_MMAPABLE (1024) for an arena")
        }
        return misuseOfSize
    }

    private var misuseOfSize: ObjectError? {
        if type.needsEntries, maxEntries == 0 {
            return refused("max_entries", "missing or 0: resize the map before it is loaded")
        }
        if type == .queue || type == .stack || type == .bloomFilter, keySize != 0 {
            return refused("key_size", "\(keySize), expected 0: a \(type.name) has no keys")
        }
        if type.hasWordKeys, keySize != 4 {
            return refused("key_size", "\(keySize), expected 4 for a \(type.name)")
        }
        return nil
    }

    private func beyondEnd(_ slot: Slot) -> ObjectError {
        refused(
            "values",
            "'\(slot.name)' in slot \(slot.index), but max_entries is \(maxEntries): resize the map before it is loaded")
    }

    private func refused(_ field: String, _ reason: String) -> ObjectError {
        .map(name: name, field: field, reason: reason)
    }
}

extension MapType {
    /// Whether the kernel rejects 0 for `max_entries` and the loader has no default.
    fileprivate var needsEntries: Bool {
        switch self {
        case .hash, .array, .programArray, .perCPUHash, .perCPUArray, .stackTrace, .cgroupArray,
            .lruHash, .lruPerCPUHash, .lpmTrie, .arrayOfMaps, .hashOfMaps, .deviceMap, .socketMap,
            .cpuMap, .xdpSocketMap, .socketHash, .reusePortSocketArray, .queue, .stack, .deviceHash,
            .bloomFilter, .arena, .instructionArray:
            true
        default: false
        }
    }

    /// Whether the keys are slot numbers.
    fileprivate var hasWordKeys: Bool {
        switch self {
        case .array, .programArray, .perfEventArray, .perCPUArray, .stackTrace, .cgroupArray,
            .arrayOfMaps, .deviceMap, .socketMap, .cpuMap, .xdpSocketMap, .reusePortSocketArray,
            .instructionArray:
            true
        default: false
        }
    }
}

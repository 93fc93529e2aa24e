internal import SwiftletBTF
internal import SwiftletKernel
internal import SwiftletObject

extension MapType {
    /// The first kernel with such maps; nil for what all kernels from 5.10 on have.
    var since: String? {
        switch rawValue {
        case 29: "5.11"  // task_storage
        case 30: "5.16"  // bloom_filter
        case 31: "6.1"  // user_ringbuf
        case 32: "6.2"  // cgrp_storage
        case 33: "6.9"  // arena
        case 34: "6.19"  // insn_array
        default: nil
        }
    }
}

extension KernelFeatures {
    /// Whether the kernel refuses even the plainest map of a type that some kernels lack.
    static func lacks(_ type: MapType) -> Bool {
        guard type.since != nil else { return false }
        var map = MapCreation(
            name: "probe", type: type.rawValue, keySize: 0, valueSize: 4, maxEntries: 1)
        let types: Descriptor?
        switch type.rawValue {
        case 29, 32:
            // Of an int by an int, which the kernel must know the types of.
            var table = BTFBuilder()
            let name = table.string("int")
            let int = table.add(.integer, name: name, sizeOrType: 4, details: [1 << 24 | 32])
            types = try? Kernel.btfLoad(table.bytes, name: "probe")
            map.keySize = 4
            map.maxEntries = 0
            map.flags = 1  // BPF_F_NO_PREALLOC
            if let types { map.btf = types.number }
            map.keyType = int.rawValue
            map.valueType = int.rawValue
        case 31:
            types = nil
            map.valueSize = 0
            map.maxEntries = 4096
        case 33:
            types = nil
            map.valueSize = 0
            map.flags = MapSpec.mappable
        case 34:
            types = nil
            map.keySize = 4
            map.valueSize = 16
        default: types = nil
        }
        do throws(KernelError) {
            _ = try Kernel.mapCreate(map)
            return false
        } catch .call(_, _, .invalid) {
            return true
        } catch {
            // Not an answer to what was asked.
            return false
        }
    }
}

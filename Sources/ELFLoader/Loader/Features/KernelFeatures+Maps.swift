internal import SwiftletBTF
internal import SwiftletKernel
package import SwiftletObject

extension MapType {
    /// The first kernel version with the map type; nil if all kernels since 5.10 have it.
    package var since: String? {
        switch self {
        case .taskStorage: "5.11"
        case .bloomFilter: "5.16"
        case .userRingBuffer: "6.1"
        case .newCgroupStorage: "6.2"
        case .arena: "6.9"
        case .instructionArray: "6.19"
        default: nil
        }
    }
}

extension KernelFeatures {
    /// Whether the kernel rejects a minimal map of a type that some kernels lack.
    static func lacks(_ type: MapType) -> Bool {
        guard type.since != nil else { return false }
        var map = MapCreation(
            name: "probe", type: type.rawValue, keySize: 0, valueSize: 4, maxEntries: 1)
        let types: Descriptor?
        switch type {
        case .taskStorage, .newCgroupStorage:
            // int key and value; these types require BTF.
            var table = BTFBuilder()
            let name = table.string("int")
            let int = table.add(.integer, name: name, sizeOrType: 4, details: [1 << 24 | 32])
            types = try? Kernel.btfLoad(table.bytes, name: "probe")
            map.keySize = 4
            map.maxEntries = 0
            map.flags = MapSpec.notPreallocated
            if let types { map.btf = types.number }
            map.keyType = int.rawValue
            map.valueType = int.rawValue
        case .userRingBuffer:
            types = nil
            map.valueSize = 0
            map.maxEntries = 4096
        case .arena:
            types = nil
            map.valueSize = 0
            map.flags = MapSpec.mappable
        case .instructionArray:
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
            // The failure has another cause.
            return false
        }
    }
}

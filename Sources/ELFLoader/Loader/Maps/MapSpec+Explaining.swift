internal import SwiftletKernel
internal import SwiftletObject

extension MapSpec {
    /// Lists the map's parameters, for when the kernel refuses to create it without giving a reason.
    func explanation(of errno: Errno) -> String? {
        let found =
            "type \(type.name), key_size \(keySize), value_size \(valueSize), max_entries \(maxEntries), map_flags 0x\(String(flags, radix: 16))"
        switch errno {
        case .noMemory, .tooBig: return "\(found): larger than this kernel makes one"
        case .invalid: return "\(found): not what this kernel takes"
        default: return nil
        }
    }
}

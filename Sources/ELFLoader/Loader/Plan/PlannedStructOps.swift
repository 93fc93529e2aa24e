package import SwiftletBTF
internal import SwiftletKernel

/// A structure of functions as the kernel has it, but for the programs' descriptors.
package struct PlannedStructOps: Sendable {
    /// Index in `ObjectSpec.maps`.
    package let map: Int
    /// The type of the map's value in the types of the kernel or of a module: `bpf_struct_ops_NAME`.
    package let valueType: BTFTypeID
    /// Whose types these are; nil for the kernel's.
    let module: KernelModule?
    /// The map's value: members stand where the kernel has them.
    package let value: [UInt8]
    /// Where programs' descriptors go, in bytes from the beginning of the value.
    package let functions: [(offset: Int, program: String)]

    /// The value with the programs put in; 0 for those that were not loaded.
    ///
    /// - Parameter programs: Descriptors by name.
    func value(_ programs: [String: Int32]) -> [UInt8] {
        var value = self.value
        for (offset, name) in functions {
            guard let program = programs[name], offset >= 0, offset + 8 <= value.count else { continue }
            let number = UInt64(UInt32(bitPattern: program))
            value.replaceSubrange(offset..<offset + 8, with: number.mapBytes)
        }
        return value
    }
}

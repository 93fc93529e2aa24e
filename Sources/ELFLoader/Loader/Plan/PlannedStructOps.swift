package import SwiftletBTF
internal import SwiftletKernel

/// A struct_ops value in the kernel's layout, complete except for the programs' fds.
package struct PlannedStructOps: Sendable {
    /// Index in `ObjectSpec.maps`.
    package let map: Int
    /// The type of the map's value in the types of the kernel or of a module: `bpf_struct_ops_NAME`.
    package let valueType: BTFTypeID
    /// The module that has the types; nil for the kernel's.
    let module: KernelModule?
    /// The map's value in the kernel's layout.
    package let value: [UInt8]
    /// The offsets in the value of the programs' fds, in bytes.
    package let functions: [(offset: Int, program: String)]

    /// The value with the programs' fds filled in; 0 for programs that were not loaded.
    ///
    /// - Parameter programs: The fds by program name.
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

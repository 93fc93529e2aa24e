internal import SwiftletShims

/// The interface to the running kernel.
package enum Kernel {
    /// The C type of map and program names: BPF_OBJ_NAME_LEN bytes, including the NUL.
    typealias Name = (
        CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar,
        CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar
    )

    /// Copies the first 15 bytes of `name`, replacing bytes that the kernel rejects with `_`
    /// (bpf_obj_name_cpy, kernel/bpf/syscall.c).
    static func copyName(_ name: String, to field: inout Name) {
        // SAFETY: at most 15 of the field's 16 bytes are written; it was zero before.
        unsafe withUnsafeMutableBytes(of: &field) { bytes in
            for (index, byte) in name.utf8.prefix(bytes.count - 1).enumerated() {
                unsafe bytes[index] = isNameByte(byte) ? byte : UInt8(ascii: "_")
            }
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Creates the error for a failed command. EPERM is explained only by a fact that was checked: the
    /// process's effective capabilities.
    static func error(_ command: Command, _ subject: String, _ errno: Errno) -> KernelError {
        if errno == .notPermitted, let missing = missingCapability(for: command) {
            return .missingCapability(command: command, subject: subject, capability: missing)
        }
        return .call(command: command, subject: subject, errno: errno)
    }

    /// The address of a value that a call reads or writes, as bpf_attr stores it.
    static func address(_ pointer: UnsafeRawPointer?) -> UInt64 {
        UInt64(UInt(bitPattern: pointer))
    }
}

internal import SwiftletShims

/// The running kernel's release and version from uname(2).
package struct KernelRelease: Sendable, Equatable {
    /// `6.12.5-cloud`
    package let release: String
    /// `#1 SMP PREEMPT_DYNAMIC Debian 6.12.5-1 (2024-12-15)`
    package let version: String
}

extension Kernel {
    package static func release() throws(KernelError) -> KernelRelease {
        // __NEW_UTS_LEN bytes each, and a NUL.
        var release = [UInt8](repeating: 0, count: 65)
        var version = [UInt8](repeating: 0, count: 65)
        // SAFETY: the shim writes 65 bytes to each, the size of both.
        let result = unsafe release.withUnsafeMutableBytes { release in
            unsafe version.withUnsafeMutableBytes { version in
                unsafe swiftlet_uname(release.baseAddress, version.baseAddress)
            }
        }
        guard result == 0 else {
            throw .system(call: "uname", subject: "kernel", errno: Errno(result: result))
        }
        return KernelRelease(release: text(of: release), version: text(of: version))
    }
}

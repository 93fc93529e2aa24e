internal import ELFLoader
internal import SwiftletShims

/// The namespaces that the tracer itself runs in (namespaces(7)).
enum OwnNamespaces {
    /// The inode of its pid namespace; 0 for the initial one, for which it is taken without /proc.
    static var pid: UInt32 { inode("/proc/self/ns/pid", initial: 0xefff_fffc) }

    /// Whether it is in another user namespace than the initial one, whose capabilities bpf(2) wants.
    static var isUserInitial: Bool { inode("/proc/self/ns/user", initial: 0xefff_fffd) == 0 }

    /// Whether /proc shows processes by the numbers that they have for the tracer: it may be the one of a pid
    /// namespace above (`unshare --pid --fork` without `--mount-proc`).
    static var hasProcOfItsOwn: Bool {
        guard let status = try? Kernel.readFile("/proc/self/status") else { return false }
        for line in status.split(separator: UInt8(ascii: "\n"))
        where line.starts(with: Array("NSpid:".utf8)) {
            // One number for each namespace from that of /proc down to our own.
            return line.split(separator: UInt8(ascii: "\t")).count == 2
        }
        // A kernel without pid namespaces.
        return true
    }

    /// The first ones' inodes are fixed (include/linux/proc_ns.h).
    private static func inode(_ path: String, initial: UInt32) -> UInt32 {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let inode = unsafe path.withCString { unsafe swiftlet_inode($0) }
        guard let inode = UInt32(exactly: inode), inode != initial else { return 0 }
        return inode
    }
}

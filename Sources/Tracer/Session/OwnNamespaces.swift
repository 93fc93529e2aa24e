internal import ELFLoader
internal import SwiftletShims

/// The namespaces that the tracer itself runs in (namespaces(7)).
enum OwnNamespaces {
    /// The inode of its pid namespace; 0 for the initial one, which is also assumed without /proc.
    static var pid: UInt32 { inode("/proc/self/ns/pid", initial: 0xefff_fffc) }

    /// Whether the tracer runs in the initial user namespace: bpf(2) requires its capabilities.
    static var isUserInitial: Bool { inode("/proc/self/ns/user", initial: 0xefff_fffd) == 0 }

    /// Whether /proc shows pids as the tracer sees them. It may belong to an outer pid namespace
    /// (`unshare --pid --fork` without `--mount-proc`).
    static var hasProcOfItsOwn: Bool {
        guard let status = try? Kernel.readFile("/proc/self/status") else { return false }
        for line in status.split(separator: UInt8(ascii: "\n"))
        where line.starts(with: Array("NSpid:".utf8)) {
            // One number for each namespace from that of /proc down to the tracer's own.
            return line.split(separator: UInt8(ascii: "\t")).count == 2
        }
        // The kernel has no pid namespaces.
        return true
    }

    /// The inodes of the initial namespaces are fixed (include/linux/proc_ns.h).
    private static func inode(_ path: String, initial: UInt32) -> UInt32 {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let inode = unsafe path.withCString { unsafe swiftlet_inode($0) }
        guard let inode = UInt32(exactly: inode), inode != initial else { return 0 }
        return inode
    }
}

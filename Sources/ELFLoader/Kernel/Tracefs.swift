internal import SwiftletShims

/// Access to tracefs, whether or not it is mounted.
///
/// A tracepoint's number stands in `events/CATEGORY/NAME/id`. `fsopen` and `fsmount` (Linux 5.2) give
/// a mount that no path leads to, so nothing on the host changes; before that, or where it is not
/// permitted, the usual two places are tried.
package struct Tracefs: ~Copyable {
    private let root: Descriptor

    /// - Throws: `KernelError.noTracefs`.
    package init() throws(KernelError) {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let mount = unsafe "tracefs".withCString { name in
            unsafe swiftlet_mount_detached(name)
        }
        try self.init(mount: mount)
    }

    /// - Parameter mount: A detached mount's descriptor, which is taken over, or -errno.
    init(mount: Int) throws(KernelError) {
        if mount >= 0 {
            root = Descriptor(adopting: Int32(mount))
            return
        }
        let tracing = Self.open("/sys/kernel/tracing")
        if tracing >= 0 {
            let folder = Descriptor(adopting: Int32(tracing))
            // An empty folder is there even if nothing is mounted on it.
            if (try? Kernel.readFile("events/header_page", in: folder.number)) != nil {
                root = folder
                return
            }
        }
        let debug = Self.open("/sys/kernel/debug/tracing")
        if debug >= 0 {
            root = Descriptor(adopting: Int32(debug))
            return
        }
        throw .noTracefs(
            mount: Errno(result: mount),
            tracing: tracing >= 0 ? .noEntry : Errno(result: tracing), debug: Errno(result: debug))
    }

    /// The number by which perf_event_open(2) knows a tracepoint.
    ///
    /// - Throws: `KernelError.noTracepoint` if the kernel has none of that name.
    package func tracepointID(category: String, name: String) throws(KernelError) -> UInt64 {
        let text: [UInt8]
        do {
            text = try Kernel.readFile("events/\(category)/\(name)/id", in: root.number)
        } catch .system(_, _, .noEntry) {
            throw .noTracepoint(category: category, name: name)
        }
        let digits = text.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard let id = UInt64(String(decoding: digits, as: UTF8.self)) else {
            throw .unfit(
                subject: "tracepoint \(category):\(name)", reason: "its id in tracefs is not a number")
        }
        return id
    }

    /// What stands in a file, as many lines as it has.
    func contents(of file: String) throws(KernelError) -> [UInt8] {
        try Kernel.readFile(file, in: root.number)
    }

    /// Gives a command to a file that takes them line by line (kprobe_events, uprobe_events).
    func write(_ command: String, to file: String) throws(KernelError) {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let opened = unsafe file.withCString { file in
            unsafe swiftlet_openat_append(root.number, file)
        }
        guard opened >= 0 else {
            throw .system(call: "open", subject: file, errno: Errno(result: opened))
        }
        let file = Descriptor(adopting: Int32(opened))
        let bytes = Array(command.utf8)
        // SAFETY: the kernel reads bytes.count bytes at the array's address, during the call.
        let written = unsafe bytes.withUnsafeBytes { buffer in
            unsafe swiftlet_write(file.number, buffer.baseAddress, buffer.count)
        }
        guard written == bytes.count else {
            throw .system(
                call: "write", subject: "'\(command)'",
                errno: written < 0 ? Errno(result: written) : .noSpace)
        }
    }

    private static func open(_ path: String) -> Int {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        unsafe path.withCString { path in
            unsafe swiftlet_open_read(path)
        }
    }
}

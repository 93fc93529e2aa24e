internal import SwiftletShims

/// Access to tracefs, mounted or not.
///
/// A tracepoint's id is in `events/CATEGORY/NAME/id`. `fsopen` and `fsmount` (Linux 5.2) create a detached
/// mount without a path, so nothing on the host changes. On older kernels, or without permission, the two
/// usual paths are tried.
package struct Tracefs: ~Copyable {
    private let root: Descriptor

    /// - Throws: `KernelError.noTracefs`.
    package init() throws(KernelError) {
        // SAFETY: withCString provides a NUL-terminated string for the call.
        let mount = unsafe "tracefs".withCString { name in
            unsafe swiftlet_mount_detached(name)
        }
        try self.init(mount: mount)
    }

    /// - Parameter mount: The fd of a detached mount, which is adopted, or -errno.
    init(mount: Int) throws(KernelError) {
        if mount >= 0 {
            root = Descriptor(adopting: Int32(mount))
            return
        }
        let tracing = Self.open("/sys/kernel/tracing")
        if tracing >= 0 {
            let folder = Descriptor(adopting: Int32(tracing))
            // The directory exists, but is empty, if nothing is mounted on it.
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

    /// The id that identifies a tracepoint in perf_event_open(2).
    ///
    /// - Throws: `KernelError.noTracepoint` if the kernel has no tracepoint of that name.
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

    /// Reads an entire file.
    func contents(of file: String) throws(KernelError) -> [UInt8] {
        try Kernel.readFile(file, in: root.number)
    }

    /// Writes a command to a file that accepts one per line (kprobe_events, uprobe_events).
    func write(_ command: String, to file: String) throws(KernelError) {
        // SAFETY: withCString provides a NUL-terminated string for the call.
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
        // SAFETY: withCString provides a NUL-terminated string for the call.
        unsafe path.withCString { path in
            unsafe swiftlet_open_read(path)
        }
    }
}

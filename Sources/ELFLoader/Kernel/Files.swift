internal import SwiftletShims

extension Kernel {
    /// The whole of a file, of files in /proc and /sys too, whose size is not known beforehand.
    ///
    /// - Parameter folder: Where a relative `path` starts; the working directory if nil. Borrowed.
    /// - Throws: `KernelError.system`; `.unfit` for more than 256 MiB, as of a device without an end.
    package static func readFile(
        _ path: String, in folder: Int32? = nil
    ) throws(KernelError) -> [UInt8] {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let opened = unsafe path.withCString { path in
            if let folder {
                unsafe swiftlet_openat_read(folder, path)
            } else {
                unsafe swiftlet_open_read(path)
            }
        }
        guard opened >= 0 else {
            throw .system(call: "open", subject: path, errno: Errno(result: opened))
        }
        let file = Descriptor(adopting: Int32(opened))
        // Of a regular file the size is known; one more byte finds its end without growing. Files in
        // /sys hand out a page at a time whatever their size, so what is not filled yet stays.
        let largest = 1 << 28
        let size = max(4095, min(swiftlet_file_size(file.number), largest - 1))
        var content = [UInt8](repeating: 0, count: size + 1)
        var filled = 0
        while true {
            if filled == content.count {
                guard filled < largest else {
                    throw .unfit(subject: path, reason: "more than \(largest) bytes")
                }
                content += [UInt8](repeating: 0, count: min(filled, largest - filled))
            }
            // SAFETY: the buffer has content.count - filled bytes from `filled` on.
            let got = unsafe content.withUnsafeMutableBytes { buffer in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return unsafe swiftlet_read(file.number, rest.baseAddress, rest.count)
            }
            if got < 0 {
                throw unreadable(path, Errno(result: got))
            }
            if got == 0 { break }
            filled += got
        }
        content.removeLast(content.count - filled)
        return content
    }

    static func unreadable(_ path: String, _ errno: Errno) -> KernelError {
        errno == .isFolder
            ? .unfit(subject: path, reason: "is a folder, expected a file")
            : .system(call: "read", subject: path, errno: errno)
    }

    /// The magic number of the file system that a path is on (statfs(2), linux/magic.h).
    ///
    /// - Throws: `KernelError.system`.
    package static func fileSystemType(_ path: String) throws(KernelError) -> UInt32 {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let type = unsafe path.withCString { text in unsafe swiftlet_file_system_type(text) }
        guard type >= 0 else {
            throw .system(call: "statfs", subject: path, errno: Errno(result: type))
        }
        return UInt32(truncatingIfNeeded: type)
    }

    /// Whether this process may read a file, and run it if `andRun`.
    package static func mayRead(_ path: String, andRun: Bool) -> Bool {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        unsafe path.withCString { path in unsafe swiftlet_may_read(path, andRun ? 1 : 0) } == 0
    }

    /// A variable of this process's environment.
    package static func environment(_ name: String) -> String? {
        // SAFETY: the value is copied at once; nobody in the loader changes the environment.
        unsafe name.withCString { name in
            guard let value = unsafe swiftlet_environment(name) else { return nil }
            return unsafe String(cString: value)
        }
    }

    /// A path without symbolic links and dots; as it is if it can't be resolved.
    package static func resolved(_ path: String) -> String {
        // SAFETY: a NUL-terminated string for the call; what comes back is copied, then freed.
        unsafe path.withCString { text in
            guard let found = unsafe swiftlet_real_path(text) else { return path }
            defer { unsafe swiftlet_free(found) }
            return unsafe String(cString: found)
        }
    }
}

extension Kernel {
    /// Calls `body` with each line of a file, without its newline, in order; the file is not held whole.
    ///
    /// - Throws: `KernelError.system`.
    package static func forEachLine(
        of path: String, _ body: (ArraySlice<UInt8>) -> Void
    ) throws(KernelError) {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let opened = unsafe path.withCString { path in unsafe swiftlet_open_read(path) }
        guard opened >= 0 else {
            throw .system(call: "open", subject: path, errno: Errno(result: opened))
        }
        let file = Descriptor(adopting: Int32(opened))
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var filled = 0
        while true {
            if filled == buffer.count {
                guard filled < 1 << 24 else {
                    throw .unfit(subject: path, reason: "a line of more than \(filled) bytes")
                }
                buffer += [UInt8](repeating: 0, count: filled)
            }
            // SAFETY: the buffer has buffer.count - filled bytes from `filled` on.
            let got = unsafe buffer.withUnsafeMutableBytes { buffer in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return unsafe swiftlet_read(file.number, rest.baseAddress, rest.count)
            }
            if got < 0 {
                throw unreadable(path, Errno(result: got))
            }
            if got == 0 { break }
            filled += got
            var start = 0
            while let end = buffer[start..<filled].firstIndex(of: UInt8(ascii: "\n")) {
                body(buffer[start..<end])
                start = end + 1
            }
            // The beginning of a line whose end is still to be read.
            buffer.replaceSubrange(0..<filled - start, with: Array(buffer[start..<filled]))
            filled -= start
        }
        if filled > 0 { body(buffer[..<filled]) }
    }
}

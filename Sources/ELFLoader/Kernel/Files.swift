internal import SwiftletShims

extension Kernel {
    /// Reads an entire file, including files in /proc and /sys, whose size is not known in advance.
    ///
    /// - Parameter folder: The directory that a relative `path` is resolved against; the working directory if
    ///   nil. Borrowed.
    /// - Throws: `KernelError.system`; `.unfit` for more than 256 MiB, such as an endless device.
    package static func readFile(
        _ path: String, in folder: Int32? = nil
    ) throws(KernelError) -> [UInt8] {
        // SAFETY: withCString provides a NUL-terminated string for the call.
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
        // One extra byte detects the end of a regular file without growing the buffer. Files in /sys return
        // one page per read whatever their size, so keep reading until the end.
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

    /// The magic number of a path's file system (statfs(2), linux/magic.h).
    ///
    /// - Throws: `KernelError.system`.
    package static func fileSystemType(_ path: String) throws(KernelError) -> UInt32 {
        // SAFETY: withCString provides a NUL-terminated string for the call.
        let type = unsafe path.withCString { text in unsafe swiftlet_file_system_type(text) }
        guard type >= 0 else {
            throw .system(call: "statfs", subject: path, errno: Errno(result: type))
        }
        return UInt32(truncatingIfNeeded: type)
    }

    /// Whether this process may read a file, and execute it if `andRun` is set.
    package static func mayRead(_ path: String, andRun: Bool) -> Bool {
        // SAFETY: withCString provides a NUL-terminated string for the call.
        unsafe path.withCString { path in unsafe swiftlet_may_read(path, andRun ? 1 : 0) } == 0
    }

    /// A variable of this process's environment.
    package static func environment(_ name: String) -> String? {
        // SAFETY: the value is copied immediately; the loader never changes the environment.
        unsafe name.withCString { name in
            guard let value = unsafe swiftlet_environment(name) else { return nil }
            return unsafe String(cString: value)
        }
    }

    /// Resolves symbolic links and dots in a path; returns the path unchanged if that fails.
    package static func resolved(_ path: String) -> String {
        // SAFETY: the string is NUL-terminated for the call; the result is copied, then freed.
        unsafe path.withCString { text in
            guard let found = unsafe swiftlet_real_path(text) else { return path }
            defer { unsafe swiftlet_free(found) }
            return unsafe String(cString: found)
        }
    }
}

extension Kernel {
    /// Calls `body` with each line of a file, without its newline, in order. The file is read in pieces.
    ///
    /// - Throws: `KernelError.system`.
    package static func forEachLine(
        of path: String, _ body: (ArraySlice<UInt8>) -> Void
    ) throws(KernelError) {
        // SAFETY: withCString provides a NUL-terminated string for the call.
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
            // Keep the start of an incomplete line.
            buffer.replaceSubrange(0..<filled - start, with: Array(buffer[start..<filled]))
            filled -= start
        }
        if filled > 0 { body(buffer[..<filled]) }
    }
}

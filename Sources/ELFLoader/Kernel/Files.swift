internal import GlibcShims

extension Kernel {
    /// The whole of a file, of files in /proc and /sys too, whose size is not known beforehand.
    ///
    /// - Parameter folder: Where a relative `path` starts; the working directory if nil. Borrowed.
    /// - Throws: `KernelError.system`.
    public static func readFile(
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
        var content: [UInt8] = []
        // Of a regular file the size is known; one more byte finds its end without growing.
        var chunk = max(4096, min(swiftlet_file_size(file.number), 1 << 30) + 1)
        while true {
            let start = content.count
            var got = 0
            content.append(contentsOf: repeatElement(0, count: chunk))
            // SAFETY: the buffer has `chunk` bytes from `start` on, appended just above.
            unsafe content.withUnsafeMutableBytes { buffer in
                got = unsafe swiftlet_read(file.number, buffer.baseAddress! + start, chunk)
            }
            content.removeLast(chunk - max(got, 0))
            if got < 0 {
                throw .system(call: "read", subject: path, errno: Errno(result: got))
            }
            if got == 0 { return content }
            chunk = max(4096, content.count)
        }
    }
}

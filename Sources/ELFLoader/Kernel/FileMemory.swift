internal import SwiftletShims

extension Kernel {
    /// Reads an entire regular file into newly allocated memory, without zeroing or copying.
    ///
    /// - Parameter beginnings: Expected magic bytes. If the file begins with none of them, only its first
    ///   bytes are read.
    /// - Returns: The contents; the caller deallocates the base address.
    /// - Throws: `KernelError.system`; `.unfit` for a file that isn't regular, which may have no end, and for
    ///   a file of more than 4 GiB.
    @unsafe package static func fileMemory(
        _ path: String, beginning beginnings: [[UInt8]]
    ) throws(KernelError) -> UnsafeMutableRawBufferPointer {
        let file = try openRegular(path)
        // One extra byte detects the end of the file without growing the buffer. Files in /sys return one
        // page per read whatever their size, so keep reading until the end.
        let size = max(firstBytes - 1, min(swiftlet_file_size(file.number), largestFile))
        let first = min(size + 1, firstBytes)
        var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: first, alignment: 8)
        var filled = 0
        while true {
            // The first page shows whether to read the rest.
            if filled == memory.count {
                let begins = beginnings.contains { unsafe memory.starts(with: $0) }
                if !begins, !beginnings.isEmpty { break }
                guard filled <= largestFile else {
                    unsafe memory.deallocate()
                    throw .unfit(subject: path, reason: "more than \(largestFile) bytes, and no loader reads that")
                }
                let larger = UnsafeMutableRawBufferPointer.allocate(
                    byteCount: max(size + 1, memory.count * 2), alignment: 8)
                // SAFETY: the new buffer is larger than what is copied.
                unsafe larger.copyMemory(from: UnsafeRawBufferPointer(memory))
                unsafe memory.deallocate()
                unsafe memory = larger
            }
            // SAFETY: memory.count - filled bytes, at least one, are left from `filled` on.
            let got = unsafe swiftlet_read(
                file.number, memory.baseAddress.map { unsafe $0 + filled }, memory.count - filled)
            if got < 0 {
                unsafe memory.deallocate()
                throw unreadable(path, Errno(result: got))
            }
            if got == 0 { break }
            filled += got
        }
        // SAFETY: filled <= memory.count.
        return unsafe UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: filled)
    }

    /// Opens a regular file. Never blocks on a pipe.
    private static func openRegular(_ path: String) throws(KernelError) -> Descriptor {
        // SAFETY: withCString provides a NUL-terminated string for the call.
        let opened = unsafe path.withCString { path in unsafe swiftlet_open_regular(path) }
        if opened == swiftlet_not_regular() {
            throw .unfit(
                subject: path, reason: "is a device or a pipe, expected a regular file")
        }
        guard opened >= 0 else {
            let errno = Errno(result: opened)
            throw errno == .isFolder
                ? Kernel.unreadable(path, errno)
                : .system(call: "open", subject: path, errno: errno)
        }
        return Descriptor(adopting: Int32(opened))
    }

    private static var firstBytes: Int { 4096 }

    /// Kernel images with full debug information are about a gigabyte.
    private static var largestFile: Int { 1 << 32 }
}

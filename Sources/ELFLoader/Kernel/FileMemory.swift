internal import GlibcShims

extension Kernel {
    /// The whole of a file in memory of its own, which is neither cleared before nor copied after.
    ///
    /// - Returns: The contents; the caller deallocates its base address.
    /// - Throws: `KernelError.system`.
    @unsafe public static func fileMemory(
        _ path: String
    ) throws(KernelError) -> UnsafeMutableRawBufferPointer {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let opened = unsafe path.withCString { path in unsafe swiftlet_open_read(path) }
        guard opened >= 0 else {
            throw .system(call: "open", subject: path, errno: Errno(result: opened))
        }
        let file = Descriptor(adopting: Int32(opened))
        // One byte more than the file has finds its end without growing; see readFile.
        let size = max(4095, min(swiftlet_file_size(file.number), 1 << 30))
        var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size + 1, alignment: 8)
        var filled = 0
        while true {
            if filled == memory.count {
                let larger = UnsafeMutableRawBufferPointer.allocate(
                    byteCount: memory.count * 2, alignment: 8)
                // SAFETY: twice the room of what is copied.
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
}

internal import SwiftletShims

extension Kernel {
    /// Maps an entire file, read-only.
    ///
    /// /sys/kernel/btf/vmlinux can be mapped since Linux 6.16, which avoids copying several megabytes.
    ///
    /// - Returns: The mapping, to be released with `unmapFile`. Nil if the file is empty or can't be mapped:
    ///   read it instead.
    /// - Throws: `KernelError.system` if the file can't be opened.
    @unsafe package static func mapFile(
        _ path: String
    ) throws(KernelError) -> UnsafeRawBufferPointer? {
        // SAFETY: withCString provides a NUL-terminated string for the call.
        let opened = unsafe path.withCString { path in unsafe swiftlet_open_read(path) }
        guard opened >= 0 else {
            throw .system(call: "open", subject: path, errno: Errno(result: opened))
        }
        // The mapping outlives the fd.
        let file = Descriptor(adopting: Int32(opened))
        let size = swiftlet_file_size(file.number)
        guard size > 0 else { return nil }
        let address = swiftlet_map_file(file.number, size)
        guard !(-4095..<0).contains(address) else { return nil }
        return unsafe UnsafeRawBufferPointer(
            start: UnsafeRawPointer(bitPattern: address), count: size)
    }

    /// Releases a mapping.
    ///
    /// - Parameter mapping: A mapping from `mapFile` that is no longer used.
    @unsafe package static func unmapFile(_ mapping: UnsafeRawBufferPointer) {
        guard let base = mapping.baseAddress else { return }
        _ = unsafe swiftlet_unmap(UnsafeMutableRawPointer(mutating: base), mapping.count)
    }
}

internal import SwiftletShims

extension Kernel {
    /// Maps the whole of a file, read-only.
    ///
    /// /sys/kernel/btf/vmlinux can be mapped since Linux 6.16, which spares a copy of some megabytes.
    ///
    /// - Returns: The mapping, to be given back with `unmapFile`; nil if the file is empty or can't be
    ///   mapped: read it then.
    /// - Throws: `KernelError.system` if it can't be opened.
    @unsafe package static func mapFile(
        _ path: String
    ) throws(KernelError) -> UnsafeRawBufferPointer? {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let opened = unsafe path.withCString { path in unsafe swiftlet_open_read(path) }
        guard opened >= 0 else {
            throw .system(call: "open", subject: path, errno: Errno(result: opened))
        }
        // The mapping stays when the descriptor is closed.
        let file = Descriptor(adopting: Int32(opened))
        let size = swiftlet_file_size(file.number)
        guard size > 0 else { return nil }
        let address = swiftlet_map_file(file.number, size)
        guard !(-4095..<0).contains(address) else { return nil }
        return unsafe UnsafeRawBufferPointer(
            start: UnsafeRawPointer(bitPattern: address), count: size)
    }

    /// Gives a mapping back.
    ///
    /// - Parameter mapping: From `mapFile`, and not used any more.
    @unsafe package static func unmapFile(_ mapping: UnsafeRawBufferPointer) {
        guard let base = mapping.baseAddress else { return }
        _ = unsafe swiftlet_unmap(UnsafeMutableRawPointer(mutating: base), mapping.count)
    }
}

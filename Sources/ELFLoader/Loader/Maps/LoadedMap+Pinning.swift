public import SwiftletKernel

extension LoadedMap {
    /// Pins the map in a BPF file system, which keeps it alive when this object is gone.
    ///
    /// - Parameter path: A path that doesn't exist yet. Its folder is created if only the last component is
    ///   missing.
    /// - Throws: `KernelError.notOnBPFFileSystem`, `.unfit`, `.refused` with EEXIST if the path is taken.
    public func pin(at path: String) throws(KernelError) {
        try Kernel.makePinFolder(for: path, subject: "map '\(name)'")
        try Kernel.pin(descriptor.number, at: path, subject: "map '\(name)'")
    }

    /// Removes the pin that was created or reused when the map was loaded. This object still holds the map.
    /// Returns false if the map is not pinned.
    ///
    /// - Throws: `KernelError.system`.
    @discardableResult
    public func unpin() throws(KernelError) -> Bool {
        guard let pinPath else { return false }
        try Kernel.unpin(pinPath, subject: "map '\(name)'")
        return true
    }
}

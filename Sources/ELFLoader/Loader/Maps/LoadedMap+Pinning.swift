public import SwiftletKernel

extension LoadedMap {
    /// Gives the map a name in a BPF file system, which keeps it when this object is gone.
    ///
    /// - Parameter path: Of a file that is not there yet; its folder is made if only that is missing.
    /// - Throws: `KernelError.notOnBPFFileSystem`, `.unfit`, `.call` with EEXIST if the path is taken.
    public func pin(at path: String) throws(KernelError) {
        try Kernel.makePinFolder(for: path, subject: "map '\(name)'")
        try Kernel.pin(descriptor.number, at: path, subject: "map '\(name)'")
    }

    /// Takes the pin away that was made, or found, when the map was loaded. The map lives on with this
    /// object. False if it is not pinned.
    ///
    /// - Throws: `KernelError.system`.
    @discardableResult
    public func unpin() throws(KernelError) -> Bool {
        guard let pinPath else { return false }
        try Kernel.unpin(pinPath, subject: "map '\(name)'")
        return true
    }
}

public import SwiftletKernel

extension LoadedProgram {
    /// Pins the program in a BPF file system, which keeps it alive when this object is gone.
    ///
    /// - Parameter path: A path that doesn't exist yet. Its folder is created if only the last component is
    ///   missing.
    /// - Throws: `KernelError.notOnBPFFileSystem`, `.unfit`, `.refused` with EEXIST if the path is taken.
    public func pin(at path: String) throws(KernelError) {
        try Kernel.makePinFolder(for: path, subject: "program '\(name)'")
        try Kernel.pin(descriptor.number, at: path, subject: "program '\(name)'")
    }
}

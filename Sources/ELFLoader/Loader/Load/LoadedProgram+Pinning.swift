public import SwiftletKernel

extension LoadedProgram {
    /// Gives the program a name in a BPF file system, which keeps it when this object is gone.
    ///
    /// - Parameter path: Of a file that is not there yet; its folder is made if only that is missing.
    /// - Throws: `KernelError.notOnBPFFileSystem`, `.unfit`, `.call` with EEXIST if the path is taken.
    public func pin(at path: String) throws(KernelError) {
        try Kernel.makePinFolder(for: path, subject: "program '\(name)'")
        try Kernel.pin(descriptor.number, at: path, subject: "program '\(name)'")
    }
}

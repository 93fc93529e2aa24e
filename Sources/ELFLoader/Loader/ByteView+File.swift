public import BPFKernel
public import Bytes

extension ByteView {
    /// The whole of a file, read once; no further copy is made of it.
    ///
    /// It is read, not mapped: a mapped file that somebody shortens would kill the process.
    ///
    /// - Throws: `KernelError.system`.
    public init(contentsOf path: String) throws(KernelError) {
        let memory = unsafe try Kernel.fileMemory(path)
        guard let base = memory.baseAddress else {
            self.init([])
            return
        }
        // SAFETY: nobody else has the memory; it is freed when the last view is gone.
        let region = unsafe ByteRegion(adopting: base, count: memory.count) { base, _ in
            unsafe UnsafeMutableRawPointer(mutating: base).deallocate()
        }
        self.init(region)
    }
}

/// A place in a program or library, as the kernel probes it.
package struct UserProbe: Sendable, Equatable {
    /// A path to the file.
    package var path: String
    /// Bytes from the file's beginning, where an instruction begins.
    package var offset: UInt64
    /// Where the file has a counter that is to be raised while the probe is there (a USDT semaphore):
    /// bytes from the beginning; 0 if it has none. Linux 4.20.
    package var semaphore: UInt64

    package init(path: String, offset: UInt64, semaphore: UInt64 = 0) {
        self.path = path
        self.offset = offset
        self.semaphore = semaphore
    }
}

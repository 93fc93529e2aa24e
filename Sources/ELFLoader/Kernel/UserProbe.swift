/// A location in a program or library to probe.
package struct UserProbe: Sendable, Equatable {
    /// The path of the file.
    package var path: String
    /// Offset in the file of an instruction, in bytes.
    package var offset: UInt64
    /// Offset in the file of a counter that the kernel increments while the probe is attached (a USDT
    /// semaphore), in bytes; 0 if there is none. Linux 4.20.
    package var semaphore: UInt64

    package init(path: String, offset: UInt64, semaphore: UInt64 = 0) {
        self.path = path
        self.offset = offset
        self.semaphore = semaphore
    }
}

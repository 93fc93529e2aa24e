internal import SwiftletShims

/// An open file descriptor, closed when its owner is released.
public struct Descriptor: ~Copyable, Sendable {
    /// The fd, valid while the owner lives.
    public private(set) var number: Int32

    /// Adopts an open fd.
    public init(adopting number: Int32) {
        self.number = number
    }

    /// Releases ownership: the caller must close the fd.
    consuming func release() -> Int32 {
        let given = number
        number = -1
        return given
    }

    // Visible to other modules, which destroy the value themselves in Embedded Swift.
    @inlinable deinit {
        Self.close(number)
    }

    @usableFromInline static func close(_ number: Int32) {
        if number >= 0 { _ = swiftlet_close(number) }
    }
}

extension Kernel {
    /// Duplicates an fd (F_DUPFD_CLOEXEC).
    ///
    /// - Throws: `KernelError.system`.
    package static func duplicate(_ number: Int32, subject: String) throws(KernelError) -> Descriptor
    {
        let result = swiftlet_duplicate(number)
        guard result >= 0 else {
            throw .system(
                call: "fcntl F_DUPFD_CLOEXEC", subject: subject, errno: Errno(result: result))
        }
        return Descriptor(adopting: Int32(result))
    }
}

internal import SwiftletShims

/// An open file descriptor, closed when its owner goes away.
public struct Descriptor: ~Copyable, Sendable {
    /// The number, valid while the owner lives.
    public private(set) var number: Int32

    /// Takes over an open descriptor.
    public init(adopting number: Int32) {
        self.number = number
    }

    /// Gives the number away: closing it is the caller's from now on.
    consuming func release() -> Int32 {
        let given = number
        number = -1
        return given
    }

    deinit {
        if number >= 0 { _ = swiftlet_close(number) }
    }
}

extension Kernel {
    /// Another descriptor of the same thing.
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

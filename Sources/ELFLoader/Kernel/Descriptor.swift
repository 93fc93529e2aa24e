internal import GlibcShims

/// An open file descriptor, closed when its owner goes away.
public struct Descriptor: ~Copyable, Sendable {
    /// The number, valid while the owner lives.
    public let number: Int32

    /// Takes over an open descriptor.
    public init(adopting number: Int32) {
        self.number = number
    }

    /// Gives the number away: closing it is the caller's from now on.
    consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    deinit {
        _ = swiftlet_close(number)
    }
}

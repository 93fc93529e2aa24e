internal import GlibcShims

/// An open file descriptor, closed when its owner goes away.
public struct Descriptor: ~Copyable, Sendable {
    /// The number, valid while the owner lives.
    public let number: Int32

    /// Takes over an open descriptor.
    public init(adopting number: Int32) {
        self.number = number
    }

    deinit {
        _ = swiftlet_close(number)
    }
}

internal import SwiftletKernel

/// Reads an iterator's output in pieces, from start to end. Each new reader makes the kernel iterate again.
public struct IteratorReader: ~Copyable {
    private let descriptor: Descriptor
    private let name: String

    init(_ descriptor: consuming Descriptor, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Reads the next piece, at most `limit` bytes; nil at the end.
    ///
    /// - Throws: `LoadError.kernel`.
    public func next(limit: Int = 1 << 16) throws(LoadError) -> [UInt8]? {
        let bytes = try LoadError.wrapping { () throws(KernelError) in
            try Kernel.read(descriptor, limit: limit, subject: "iterator '\(name)'")
        }
        return bytes.isEmpty ? nil : bytes
    }
}

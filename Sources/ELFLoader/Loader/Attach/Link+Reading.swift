internal import SwiftletKernel

extension Link {
    /// Creates a reader of an iterator link.
    ///
    /// - Throws: `LoadError.kernel`.
    public func read() throws(LoadError) -> IteratorReader {
        let name = program
        let descriptor: Descriptor
        do throws(KernelError) {
            descriptor = try Kernel.createIterator(try self.descriptor("read"), name: name)
        } catch {
            throw .kernel(
                error.explained { $0 == .invalid ? "the link is not an iterator's" : nil })
        }
        return IteratorReader(descriptor, name: name)
    }

    /// Reads all output of an iterator.
    ///
    /// - Parameter limit: The maximum number of bytes; output beyond it is dropped.
    /// - Throws: `LoadError.kernel`.
    public func readAll(limit: Int = 1 << 26) throws(LoadError) -> [UInt8] {
        let reader = try read()
        var all: [UInt8] = []
        while all.count < limit, let piece = try reader.next(limit: min(1 << 16, limit - all.count)) {
            all += piece
        }
        return all
    }
}

internal import SwiftletKernel

/// The object's types in the kernel, if it took them.
public final class LoadedTypes: Sendable {
    /// Nil if it did not, or if the object has none.
    let number: Int32?
    /// Why it did not.
    let error: KernelError?
    private let descriptor: Descriptor?

    init(_ descriptor: consuming Descriptor) {
        number = descriptor.number
        error = nil
        self.descriptor = .some(descriptor)
    }

    init(_ error: KernelError?) {
        number = nil
        self.error = error
        descriptor = nil
    }
}

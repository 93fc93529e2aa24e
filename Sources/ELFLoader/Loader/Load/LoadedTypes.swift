internal import SwiftletKernel

/// The object's types in the kernel, if loading them succeeded.
public final class LoadedTypes: Sendable {
    /// The fd; nil if the kernel rejected the types, or if the object has none.
    let number: Int32?
    /// The error if the kernel rejected the types.
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

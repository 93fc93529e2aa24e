internal import SwiftletShims

/// An inner map that takes the place of another one, while the caller goes on.
///
/// The update of a map of maps returns only when no program uses the map that was there before. A
/// caller that must not stand still for so long has it made by another thread.
@safe package struct MapReplacement: ~Copyable {
    private let thread: UnsafeMutablePointer<swiftlet_replacement>
    private let name: String

    /// Begins. Must be ended by `finish`.
    ///
    /// - Parameters:
    ///   - map: The map of maps; borrowed until `finish`.
    ///   - inner: What goes into the slot; borrowed until `finish`.
    /// - Throws: `KernelError.system` if no thread can be started.
    package init(map: Int32, slot: UInt32, by inner: Int32, name: String) throws(KernelError) {
        guard let thread = unsafe swiftlet_replace_begin(map, slot, inner) else {
            throw .system(call: "pthread_create", subject: "map '\(name)'", errno: .again)
        }
        unsafe self.thread = unsafe thread
        self.name = name
    }

    /// Whether the kernel has done it, so that `finish` returns at once.
    package var isDone: Bool {
        // SAFETY: the pointer is valid until `finish`, which consumes self.
        unsafe swiftlet_replace_is_done(thread) != 0
    }

    /// Waits until it is done.
    ///
    /// - Throws: `KernelError.call`.
    package consuming func finish() throws(KernelError) {
        // SAFETY: the pointer came from swiftlet_replace_begin and is given back once.
        let result = unsafe swiftlet_replace_end(thread)
        guard result >= 0 else {
            throw Kernel.error(.mapUpdate, "map '\(name)'", Errno(result: result))
        }
    }
}

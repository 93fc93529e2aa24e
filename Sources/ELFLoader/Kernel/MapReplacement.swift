internal import SwiftletShims

/// Replaces an inner map in the background.
///
/// Updating a map of maps returns only when no program uses the previous inner map. If the caller must not
/// block that long, another thread makes the update.
@safe package struct MapReplacement: ~Copyable {
    private let thread: UnsafeMutablePointer<swiftlet_replacement>
    private let name: String

    /// Starts the update. The caller must call `finish`.
    ///
    /// - Parameters:
    ///   - map: The map of maps; borrowed until `finish`.
    ///   - inner: The new inner map; borrowed until `finish`.
    /// - Throws: `KernelError.system` if no thread can be started.
    package init(map: Int32, slot: UInt32, by inner: Int32, name: String) throws(KernelError) {
        guard let thread = unsafe swiftlet_replace_begin(map, slot, inner) else {
            throw .system(call: "pthread_create", subject: "map '\(name)'", errno: .again)
        }
        unsafe self.thread = unsafe thread
        self.name = name
    }

    /// Whether the update is complete, so that `finish` returns immediately.
    package var isDone: Bool {
        // SAFETY: the pointer is valid until `finish`, which consumes self.
        unsafe swiftlet_replace_is_done(thread) != 0
    }

    /// Waits for the update to complete.
    ///
    /// - Throws: `KernelError.call`.
    package consuming func finish() throws(KernelError) {
        // SAFETY: the pointer is from swiftlet_replace_begin and is released once.
        let result = unsafe swiftlet_replace_end(thread)
        guard result >= 0 else {
            throw Kernel.error(.mapUpdate, "map '\(name)'", Errno(result: result))
        }
    }
}

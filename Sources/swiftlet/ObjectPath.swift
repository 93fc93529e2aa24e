internal import ELFLoader
internal import SwiftletOptions
internal import SwiftletShims

/// The path of a file for the loader, whose paths are text. A file whose name is not UTF-8 is opened here, and the
/// loader gets the path of its descriptor.
final class ObjectPath {
    /// For people.
    let shown: String
    /// For the loader.
    let path: String
    /// Keeps the file open.
    private let file: Descriptor?

    init(_ name: ByteString) {
        shown = name.shown
        // SAFETY: a NUL-terminated string for the call.
        let opened = name.text == nil ? unsafe name.withCString { unsafe swiftlet_open_read($0) } : -1
        guard opened >= 0 else {
            file = nil
            path = name.shown
            return
        }
        file = Descriptor(adopting: Int32(opened))
        path = "/proc/self/fd/\(opened)"
    }
}

internal import ELFLoader
internal import SwiftletOptions
internal import SwiftletShims

/// The location of an output file: its folder, which stays open, and its name there.
///
/// With it the file can be created again under its name inside the sandbox. That takes openat, fstat,
/// newfstatat, fchmod, fcntl and close.
final class OutputPlace {
    /// The path as given.
    private let path: ByteString
    private let folder: Descriptor
    private let name: ByteString

    init(_ path: ByteString) throws(Failure) {
        self.path = path
        let bytes = path.bytes
        let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
        let folder: ByteString = slash.map { $0 == 0 ? "/" : ByteString(Array(bytes[..<$0])) } ?? "."
        let last = Array(bytes[(slash.map { $0 + 1 } ?? 0)...])
        name = last.isEmpty ? "." : ByteString(last)
        // SAFETY: a NUL-terminated string for the call.
        let opened = unsafe folder.withCString { unsafe swiftlet_open_folder($0) }
        guard opened >= 0 else { throw Self.failure(path, opened) }
        self.folder = Descriptor(adopting: Int32(opened))
    }

    /// For people.
    var shown: String { path.shown }

    /// Opens the file. Creates it unless it exists and belongs to this user.
    ///
    /// - Parameter append: Append to an existing file.
    func open(append: Bool) throws(Failure) -> Descriptor {
        // SAFETY: a NUL-terminated string for the call.
        let opened = unsafe name.withCString {
            unsafe swiftlet_open_output(folder.number, $0, append ? 1 : 0)
        }
        guard opened >= 0 else { throw Self.failure(path, opened) }
        return Descriptor(adopting: Int32(opened))
    }

    /// Whether the name still leads to this file.
    func isName(of descriptor: Int32) -> Bool {
        // SAFETY: a NUL-terminated string for the call.
        unsafe name.withCString { unsafe swiftlet_is_file(descriptor, folder.number, $0) } != 0
    }

    /// The open file that `/dev/fd/3` and similar paths name. The starter chose it, so it is used as it is.
    ///
    /// - Returns: A duplicate of its descriptor; nil if the path is not of this kind.
    static func inherited(_ path: ByteString) throws(Failure) -> Descriptor? {
        let number: Int32?
        let text = path.shown
        switch text {
        case "/dev/stdout": number = 1
        case "/dev/stderr": number = 2
        default:
            let prefix = ["/dev/fd/", "/proc/self/fd/"].first { text.hasPrefix($0) }
            number = prefix.flatMap { Int32(text.dropFirst($0.utf8.count)) }
        }
        guard let number else { return nil }
        let copy = swiftlet_duplicate(number)
        guard copy >= 0 else { throw failure(path, copy) }
        return Descriptor(adopting: Int32(copy))
    }

    private static func failure(_ path: ByteString, _ result: Int) -> Failure {
        let reason =
            switch -result {
            case Int(SWIFTLET_IS_LINK.rawValue):
                "it is a symbolic link, which is not followed: name the file"
            case Int(SWIFTLET_IS_NOT_OURS.rawValue):
                "it belongs to another user: remove it, or use another name"
            case Int(SWIFTLET_HAS_OTHER_LINKS.rawValue):
                "the file has other names (hard links): remove it, or use another name"
            case Int(SWIFTLET_IS_OTHER_KIND.rawValue):
                "it is neither a file, nor a FIFO, nor a character device"
            case Int(SWIFTLET_HAS_NO_READER.rawValue):
                "nobody reads the FIFO: start the reader first"
            default: "\(Errno(rawValue: Int32(-result)))"
            }
        return Failure(
            status: ExitStatus.cannotCreate, message: "\(path.shown): can't be written: \(reason)")
    }
}

internal import ELFLoader
internal import SwiftletOptions
internal import SwiftletShims

/// A recorded run, read piece by piece.
final class RecordingFile {
    /// The name in messages.
    let name: String
    private let number: Int32
    /// Closes the file, if this process opened it.
    private let file: Descriptor?

    /// In bytes.
    private static var pieceSize: Int { 256 << 10 }

    /// - Parameter path: `-` for standard input.
    init(_ path: ByteString) throws(Failure) {
        if path == "-" {
            name = "standard input"
            number = 0
            file = nil
            return
        }
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let opened = unsafe path.withCString { unsafe swiftlet_open_read($0) }
        guard opened >= 0 else { throw Self.failure(path.shown, Errno(rawValue: Int32(-opened))) }
        name = path.shown
        number = Int32(opened)
        file = Descriptor(adopting: Int32(opened))
    }

    /// The next bytes; empty at the end.
    func read() throws(Failure) -> [UInt8] {
        var result = 0
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
            // SAFETY: there is room for as many bytes as are asked for.
            result = unsafe swiftlet_read(number, buffer.baseAddress, buffer.count)
            count = max(0, result)
        }
        guard result >= 0 else { throw Self.failure(name, Errno(rawValue: Int32(-result))) }
        return piece
    }

    private static func failure(_ name: String, _ errno: Errno) -> Failure {
        Failure(status: ExitStatus.noInput, message: "\(name): can't be read: \(errno)")
    }
}

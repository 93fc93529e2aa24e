internal import ELFLoader
internal import GlibcShims
internal import Tracer

/// Where events go: collected, and written in one piece after each batch.
struct OutputFile: ~Copyable {
    /// Bytes to be written with the next `flush`.
    var pending = OutputBuffer()
    private var number: Int32
    /// Closes the file, if it is one of ours.
    private var file: Descriptor?
    /// Of a file of ours.
    private let path: String?
    /// Nobody reads any more (EPIPE): what comes now is dropped, as `| head` wants it.
    private(set) var isClosed = false

    static func standardOutput() -> OutputFile {
        OutputFile(number: 1, file: nil, path: nil)
    }

    static func standardError() -> OutputFile {
        OutputFile(number: 2, file: nil, path: nil)
    }

    /// A file that only its owner can read: it may come to hold secrets.
    ///
    /// - Parameter append: Keeps what a file of that name holds, and goes on behind it.
    static func create(_ path: String, append: Bool = false) throws(Failure) -> OutputFile {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let opened = unsafe path.withCString { unsafe swiftlet_create_private($0, append ? 1 : 0) }
        guard opened >= 0 else {
            throw Failure(
                status: ExitStatus.cannotCreate,
                message: "\(path): can't be written: \(Errno(rawValue: Int32(-opened)))")
        }
        return OutputFile(
            number: Int32(opened), file: Descriptor(adopting: Int32(opened)), path: path)
    }

    private init(number: Int32, file: consuming Descriptor?, path: String?) {
        self.number = number
        self.file = file
        self.path = path
    }

    /// Makes the file anew if there is no longer this one under its name: it was moved away, to be kept.
    ///
    /// - Returns: Whether it did. What is pending goes into the new one.
    mutating func reopen() throws(Failure) -> Bool {
        guard let path else { return false }
        // SAFETY: withCString gives a NUL-terminated string for the call.
        guard unsafe path.withCString({ unsafe swiftlet_is_file(number, $0) }) == 0 else { return false }
        var new = try Self.create(path, append: true)
        number = new.number
        file = new.file.take()
        return true
    }

    /// Writes what is pending.
    ///
    /// - Throws: `Failure` if it can't be written, for another reason than that nobody reads.
    mutating func flush() throws(Failure) {
        guard !pending.isEmpty else { return }
        defer { pending.removeAll() }
        var written = 0
        while written < pending.count, !isClosed {
            // SAFETY: written < pending.count, so the address and the count are inside the array.
            let result = unsafe pending.bytes.withUnsafeBytes { buffer in
                unsafe swiftlet_write(number, buffer.baseAddress! + written, buffer.count - written)
            }
            if result >= 0 {
                written += result
            } else if result == -32 {  // EPIPE
                isClosed = true
            } else {
                throw Failure(
                    status: ExitStatus.lost,
                    message: "output can't be written: \(Errno(rawValue: Int32(-result)))")
            }
        }
    }
}

extension OutputFile {
    /// Adds text to what is pending.
    mutating func write(_ text: String) {
        for byte in text.utf8 { pending.append(byte) }
    }

    /// Adds a message for a terminal: what it could obey, in a path perhaps, is written as an escape.
    mutating func write(message: String) {
        pending.append(message: Array(message.utf8).span)
    }
}

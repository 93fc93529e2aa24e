/// Reads a file line by line, in bounded pieces.
struct LineReader: ~Copyable {
    private var descriptor: Int32 = -1
    private let name: String
    private var offset: UInt64 = 0
    private var buffer: [UInt8] = []
    /// Where the next line begins, and how far a line feed has been looked for.
    private var start = 0
    private var searched = 0
    private var isAtEnd = false

    init(_ path: String) throws(CheckFailure) {
        name = path
        descriptor = try Host.openRead(path)
    }

    deinit {
        Host.close(descriptor)
    }

    /// The next line without its line feed; nil at the end.
    mutating func next() throws(CheckFailure) -> [UInt8]? {
        while true {
            while searched < buffer.count {
                if buffer[searched] == 0x0a {
                    defer {
                        searched += 1
                        start = searched
                    }
                    return Array(buffer[start..<searched])
                }
                searched += 1
            }
            guard !isAtEnd else { return nil }
            if start > 0 {
                buffer.removeFirst(start)
                searched -= start
                start = 0
            }
            let piece = try Host.read(descriptor, at: offset, count: 1 << 20, name)
            offset += UInt64(piece.count)
            buffer += piece
            if piece.isEmpty {
                isAtEnd = true
                guard !buffer.isEmpty else { return nil }
                // A last line without a line feed.
                buffer.append(0x0a)
            }
        }
    }
}

/// Reads numbers and strings one after the other.
struct LittleEndianReader {
    private let contents: [UInt8]
    private var position = 0

    init(_ contents: [UInt8]) {
        self.contents = contents
    }

    var isAtEnd: Bool { position == contents.count }

    /// - Throws: If there are not that many bytes.
    mutating func bytes(_ count: Int) throws(CheckFailure) -> ArraySlice<UInt8> {
        guard count >= 0, count <= contents.count - position else {
            throw CheckFailure(message: "a report is cut off at byte \(position)")
        }
        defer { position += count }
        return contents[position..<position + count]
    }

    mutating func number(_ size: Int) throws(CheckFailure) -> Int {
        var value: UInt64 = 0
        for byte in try bytes(size).reversed() { value = value << 8 | UInt64(byte) }
        return Int(truncatingIfNeeded: value)
    }

    /// Strings that each end with a NUL.
    mutating func strings(
        count: Int, bytes size: Int
    ) throws(CheckFailure) -> [ArraySlice<UInt8>] {
        let block = try bytes(size)
        var strings: [ArraySlice<UInt8>] = []
        var start = block.startIndex
        for index in block.indices where block[index] == 0 {
            strings.append(block[start..<index])
            start = index + 1
        }
        guard strings.count == count else {
            throw CheckFailure(message: "a report has \(strings.count) strings, not \(count)")
        }
        return strings
    }
}

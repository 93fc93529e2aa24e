/// A name with wildcards: `*` matches any characters, including none; `?` matches one.
package struct NamePattern: Sendable {
    package let text: String
    private let bytes: [UInt8]

    package init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    /// Whether the pattern has no wildcards, so that it matches only itself.
    package var isName: Bool {
        !bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }

    /// Takes time proportional to the product of both lengths in the worst case.
    package func matches<Name: RandomAccessCollection>(_ name: Name) -> Bool
    where Name.Element == UInt8 {
        var position = name.startIndex
        var next = 0
        // The position after the last `*`, and the end of what it matches so far, which grows by one at each
        // mismatch.
        var star: (next: Int, position: Name.Index)?
        while position != name.endIndex {
            if next < bytes.count, bytes[next] == UInt8(ascii: "*") {
                next += 1
                star = (next, position)
            } else if next < bytes.count,
                bytes[next] == UInt8(ascii: "?") || bytes[next] == name[position]
            {
                next += 1
                position = name.index(after: position)
            } else if let last = star {
                position = name.index(after: last.position)
                next = last.next
                star = (next, position)
            } else {
                return false
            }
        }
        return bytes[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

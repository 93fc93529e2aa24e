/// A name with wildcards: `*` stands for any letters, none too, and `?` for any one.
package struct NamePattern: Sendable {
    package let text: String
    private let bytes: [UInt8]

    package init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    /// Whether it has no wildcards, and matches itself only.
    package var isName: Bool {
        !bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }

    /// Takes time in proportion to the product of both lengths at most.
    package func matches<Name: RandomAccessCollection>(_ name: Name) -> Bool
    where Name.Element == UInt8 {
        var position = name.startIndex
        var next = 0
        // Where the last `*` stood, and what it takes so far: one more each time the rest doesn't fit.
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

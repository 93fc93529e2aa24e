/// An argument vector or an environment: byte strings, in order, in one buffer.
///
///     bytes   l s \0 - l \0
///     starts  0      3
///
/// Linux defines no encoding: a string may contain any byte but NUL. A string whose bytes did not arrive
/// keeps its index and is nil.
public struct StringList: Sendable, Equatable {
    /// The strings one after another, each followed by a NUL.
    public private(set) var bytes: [UInt8]
    /// Where each string begins in `bytes`; negative if it is missing.
    private var starts: [Int32]

    public init() {
        bytes = []
        starts = []
    }

    public static func == (left: StringList, right: StringList) -> Bool {
        // SAFETY: bytes have no padding.
        unsafe left.bytes.span.bytes.equals(right.bytes.span.bytes) && left.starts == right.starts
    }

    /// Takes strings in the layout the kernel gives a new program: each ends with a NUL.
    ///
    /// Bytes after the last NUL count as a string too (a process may overwrite its own strings).
    public init(block: [UInt8]) {
        bytes = block
        starts = []
        var start = 0
        let span = block.span
        starts.reserveCapacity(span.count / 32)
        while start < span.count {
            let end = span.firstIndex(of: 0, from: start, limit: span.count)
            guard end < span.count else { break }
            starts.append(Int32(truncatingIfNeeded: start))
            start = end + 1
        }
        if start < block.count {
            starts.append(Int32(truncatingIfNeeded: start))
            bytes.append(0)
        }
    }

    /// Memory used, in bytes.
    var memory: Int { bytes.count + starts.count * MemoryLayout<Int32>.size }

    public var count: Int { starts.count }
    public var isEmpty: Bool { starts.isEmpty }

    /// The bytes of a string without its NUL, or nil if they did not arrive.
    public subscript(index: Int) -> ArraySlice<UInt8>? {
        range(at: index).map { bytes[$0] }
    }

    /// Where a string is in `bytes`, without its NUL; nil if it did not arrive.
    package func range(at index: Int) -> Range<Int>? {
        let start = Int(starts[index])
        return start < 0 ? nil : start..<end(from: start, after: index)
    }

    /// The first string; nil if the list is empty or it did not arrive.
    public var first: ArraySlice<UInt8>? { isEmpty ? nil : self[0] }

    /// Appends a string; nil for one that did not arrive.
    public mutating func append(_ string: ArraySlice<UInt8>?) {
        guard let string else {
            starts.append(-1)
            return
        }
        starts.append(Int32(truncatingIfNeeded: bytes.count))
        bytes.append(contentsOf: string)
        bytes.append(0)
    }

    /// Bytes of one string, and what replaces them.
    package struct Edit {
        var range: Range<Int>
        var text: [UInt8]

        package init(range: Range<Int>, text: [UInt8]) {
            self.range = range
            self.text = text
        }
    }

    /// The strings with some of their bytes replaced. What lies between is copied in one piece.
    ///
    /// - Parameter edits: In order, without overlaps.
    package func applying(_ edits: [Edit]) -> StringList {
        var result = StringList()
        result.bytes.reserveCapacity(bytes.count)
        result.starts = starts
        var copied = 0
        // The first string behind the edits so far, and how far they have moved it.
        var string = 0
        var shift: Int32 = 0
        for edit in edits {
            result.bytes += bytes[copied..<edit.range.lowerBound]
            result.bytes += edit.text
            copied = edit.range.upperBound
            string = result.move(from: string, before: edit.range.upperBound, by: shift)
            shift &+= Int32(truncatingIfNeeded: edit.text.count - edit.range.count)
        }
        result.bytes += bytes[copied...]
        _ = result.move(from: string, before: .max, by: shift)
        return result
    }

    /// Moves the strings from `string` on that begin before a place, and returns the first one behind it.
    private mutating func move(from string: Int, before place: Int, by shift: Int32) -> Int {
        var string = string
        while string < starts.count, Int(starts[string]) < place {
            if starts[string] >= 0 { starts[string] &+= shift }
            string += 1
        }
        return string
    }

    /// The NUL of the string that begins at `start`: just before the next string that is present.
    private func end(from start: Int, after index: Int) -> Int {
        var next = index + 1
        while next < starts.count {
            if starts[next] >= 0 { return Int(starts[next]) - 1 }
            next += 1
        }
        return bytes.count - 1
    }
}

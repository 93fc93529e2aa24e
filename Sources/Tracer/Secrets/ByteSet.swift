/// A set of byte positions in a buffer: one bit per byte, allocated with the first member.
struct ByteSet {
    private var words: [UInt64] = []
    private var hasMembers = false

    mutating func removeAll() {
        guard hasMembers else { return }
        hasMembers = false
        words.removeAll(keepingCapacity: words.count <= 1 << 14)
    }

    /// - Parameter count: The length of the buffer; the same in every call.
    mutating func insert(_ range: Range<Int>, of count: Int) {
        let range = range.clamped(to: 0..<max(count, 0))
        guard !range.isEmpty else { return }
        if !hasMembers {
            hasMembers = true
            words.append(contentsOf: repeatElement(0, count: (count + 63) / 64))
        }
        let first = range.lowerBound / 64
        let last = (range.upperBound - 1) / 64
        let head = ~UInt64(0) << UInt64(range.lowerBound % 64)
        let tail = ~UInt64(0) >> UInt64(63 - (range.upperBound - 1) % 64)
        if first == last {
            words[first] |= head & tail
            return
        }
        words[first] |= head
        for word in (first + 1)..<last { words[word] = ~0 }
        words[last] |= tail
    }

    /// The members as ranges, in order; adjacent ones are merged.
    func ranges() -> [Range<Int>] {
        guard hasMembers else { return [] }
        var ranges: [Range<Int>] = []
        var start: Int?
        for (position, word) in words.enumerated() {
            // The remaining bits of this word, from the lowest up.
            var bit = 0
            while bit < 64 {
                let rest = (start == nil ? word : ~word) >> UInt64(bit)
                if rest == 0 { break }
                bit += rest.trailingZeroBitCount
                let place = position * 64 + bit
                if let begun = start {
                    ranges.append(begun..<place)
                    start = nil
                } else {
                    start = place
                }
            }
        }
        if let start { ranges.append(start..<words.count * 64) }
        return ranges
    }
}

/// A sequence of numbers determined by a seed (SplitMix64).
struct RandomNumbers {
    private var state: UInt64

    /// - Parameter index: Each index gives a different sequence.
    init(seed: UInt64, index: Int) {
        state = seed
        let mixed = next()
        state = mixed ^ (UInt64(truncatingIfNeeded: index) &* 0xd6e8_feb8_6659_fd93)
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number from the range, its ends included.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// Mostly small numbers, with an even distribution of the logarithm.
    mutating func skewed(upTo limit: Int) -> Int {
        let bound = limit >> number(0...min(8, limit.bitWidth - limit.leadingZeroBitCount))
        return number(0...max(0, bound))
    }

    /// True once in `count` times.
    mutating func oneIn(_ count: Int) -> Bool {
        next() % UInt64(count) == 0
    }

    mutating func choice<Element>(_ elements: [Element]) -> Element {
        elements[number(0...elements.count - 1)]
    }
}

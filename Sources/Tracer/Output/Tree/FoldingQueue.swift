/// A FIFO queue of tree positions.
struct FoldingQueue {
    private var positions: [Int] = []
    private var first = 0

    mutating func append(_ position: Int) {
        positions.append(position)
    }

    mutating func popFirst() -> Int? {
        guard first < positions.count else { return nil }
        defer {
            first += 1
            if first > 64, first > positions.count / 2 {
                positions.removeFirst(first)
                first = 0
            }
        }
        return positions[first]
    }
}

/// What the tree at the end shows, and what it shows together.
extension ExecTree {
    /// By position: the first programs of processes that must have a line of their own.
    ///
    /// These are the processes of which a program failed, the longest and the deepest chain, and what is
    /// above them. Each process is marked once, so the work is linear in the number of programs.
    func keptProcesses() -> [Bool] {
        var kept = [Bool](repeating: false, count: slots.count)
        func keepPath(to position: Int) {
            var next: Int? = position
            while let position = next {
                let head = self[position].head
                if kept[head] { return }
                kept[head] = true
                next = self[head].parent
            }
        }
        for position in slots.indices {
            guard let node = slots[position], node.isFailure || node.folded.failures > 0 else { continue }
            keepPath(to: position)
        }
        if let deepest { keepPath(to: deepest) }
        if let end = endOfLongestChain() { keepPath(to: end) }
        return kept
    }

    /// Follows the process that ran longest, from the top: a running one counts as longer than any that
    /// has ended.
    private func endOfLongestChain() -> Int? {
        var end: Int?
        var candidates = children(of: nil)
        while let longest = candidates.max(by: { duration($0) < duration($1) }) {
            end = longest
            candidates = []
            var program: Int? = longest
            while let position = program {
                candidates += children(of: position)
                program = self[position].next
            }
        }
        return end
    }

    private func duration(_ head: Int) -> UInt64 { self[head].processDuration ?? .max }

    /// A process that has no line of its own, with all that is below it, without what was folded into that.
    func group(of head: Int) -> FoldedExecs.Group {
        var group = FoldedExecs.Group(name: self[head].name)
        group.count = 1
        group.duration = self[head].processDuration ?? 0
        group.longest = group.duration
        // Itself is counted above.
        group.below = -1
        var waiting = [head]
        while let position = waiting.popLast() {
            let node = self[position]
            group.below += 1 + node.folded.count
            group.failures += (node.isFailure ? 1 : 0) + node.folded.failures
            waiting += children(of: position)
            if let next = node.next { waiting.append(next) }
        }
        return group
    }
}

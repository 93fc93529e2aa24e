/// What the final tree shows, and what it groups.
extension ExecTree {
    /// Which processes must have a line of their own, indexed by the position of their first program.
    ///
    /// These are the processes with a failed program, the longest and the deepest chain, and all their
    /// ancestors. Each process is marked once, so the work is linear in the number of programs.
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
            guard let node = slots[position], node.isFailure || node.folded.failures > 0 else {
                continue
            }
            keepPath(to: position)
        }
        if let deepest { keepPath(to: deepest) }
        if let end = endOfLongestChain() { keepPath(to: end) }
        return kept
    }

    /// Follows the longest-running process at each level, from the top. A running process counts as longer
    /// than any that has ended.
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

    /// The group of a process without its own line, including everything below it except what was folded into
    /// the process.
    func group(of head: Int) -> FoldedExecs.Group {
        var group = FoldedExecs.Group(name: self[head].name)
        group.count = 1
        group.duration = self[head].processDuration ?? 0
        group.longest = group.duration
        // The process itself is counted above.
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

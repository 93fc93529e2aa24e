/// Folding: removing programs when there is no room.
///
/// A program enters a queue when it becomes a leaf: when it ends, or when the last program below it is
/// folded. Folding takes programs from the queues, so that each exec costs a bounded number of steps.
extension ExecTree {
    /// The number of levels searched to decide whether a leaf ends the longest chain.
    private static var mostLevels: Int { 32 }
    /// The number of leaves that may be spared in a row.
    private static var mostSpared: Int { 4 }

    /// Folds leaves until there is room for a program with that many bytes of text, or until no leaf is left.
    mutating func makeRoom(for text: Int) {
        var spared = 0
        while count >= limit || bytes > byteLimit - Node.bytes(text: text) {
            guard let position = nextLeaf(spared: &spared) else { return }
            fold(position)
        }
    }

    /// Puts a node into a queue if it is a leaf. A node is queued at most once: folding dequeues it.
    mutating func noteLeaf(_ position: Int) {
        guard let node = slots[position], node.isLeaf, !node.isQueued else { return }
        slots[position]?.isQueued = true
        if node.isFailure { failures.append(position) } else { successes.append(position) }
    }

    /// The next leaf to fold: successful ones come first, and ends of the longest or the deepest chain come
    /// late.
    private mutating func nextLeaf(spared: inout Int) -> Int? {
        while let position = successes.popFirst() {
            foldingSteps += 1
            slots[position]?.isQueued = false
            // The node may have got children since. When they are gone, it is queued again.
            guard self[position].isLeaf else { continue }
            if spared < Self.mostSpared, endsLongestChain(position) {
                spared += 1
                noteLeaf(position)
                continue
            }
            return position
        }
        while let position = failures.popFirst() {
            foldingSteps += 1
            slots[position]?.isQueued = false
            if self[position].isLeaf { return position }
        }
        return nil
    }

    /// Whether each process above the leaf is the longest-running one of its parent so far. A running process
    /// counts, since it may become the longest.
    private mutating func endsLongestChain(_ leaf: Int) -> Bool {
        if leaf == deepest { return true }
        var position = leaf
        for _ in 0..<Self.mostLevels {
            foldingSteps += 1
            let node = self[position]
            let longest = node.parent.map { self[$0].longestBelow } ?? longestRoot
            if let duration = self[node.head].processDuration, duration < longest { return false }
            guard let parent = node.parent else { return true }
            position = parent
        }
        return true
    }

    /// Adds a leaf to its parent's counts, and removes it.
    private mutating func fold(_ position: Int) {
        guard let node = slots[position] else { return }
        count -= 1
        bytes -= node.bytes + node.folded.bytes
        let below = node.folded
        if let parent = node.parent {
            bytes += slots[parent]?.folded.add(node, below: below) ?? 0
        } else {
            bytes += foldedRoots.add(node, below: below)
        }
        if node.execID != 0 { byExecID[node.execID] = nil }
        slots[position] = nil
        free.append(position)
        if deepest == position { deepest = node.previous ?? node.parent }
        guard let previous = node.previous else {
            unlink(node)
            if let parent = node.parent { noteLeaf(parent) }
            return
        }
        slots[previous]?.next = nil
        noteLeaf(previous)
    }

    /// Removes the first program of a process from its parent's children.
    private mutating func unlink(_ node: Node) {
        if let before = node.previousSibling {
            slots[before]?.nextSibling = node.nextSibling
        } else if let parent = node.parent {
            slots[parent]?.firstChild = node.nextSibling
        } else {
            firstRoot = node.nextSibling
        }
        if let after = node.nextSibling {
            slots[after]?.previousSibling = node.previousSibling
        } else if let parent = node.parent {
            slots[parent]?.lastChild = node.previousSibling
        } else {
            lastRoot = node.previousSibling
        }
    }
}

/// What is forgotten when there is no room.
///
/// A program is put into a queue when it becomes a leaf: when it ends, or when the last one below it is
/// forgotten. Making room takes from the queues, so that each exec costs a bounded number of steps.
extension ExecTree {
    /// How many levels are looked at to see whether a leaf is at the end of the longest chain.
    private static var mostLevels: Int { 32 }
    /// How many leaves in a row are spared.
    private static var mostSpared: Int { 4 }

    /// Forgets leaves until a program with so many bytes of text finds room, or no leaf is left.
    mutating func makeRoom(for text: Int) {
        var spared = 0
        while count >= limit || bytes > byteLimit - Node.bytes(text: text) {
            guard let position = nextLeaf(spared: &spared) else { return }
            fold(position)
        }
    }

    /// Puts a node into a queue if it is a leaf. It is there once at most: folding takes it out.
    mutating func noteLeaf(_ position: Int) {
        guard let node = slots[position], node.isLeaf, !node.isQueued else { return }
        slots[position]?.isQueued = true
        if node.isFailure { failures.append(position) } else { successes.append(position) }
    }

    /// The next leaf to be forgotten: those that succeeded come first, and what ends the longest or the
    /// deepest chain comes late.
    private mutating func nextLeaf(spared: inout Int) -> Int? {
        while let position = successes.popFirst() {
            foldingSteps += 1
            slots[position]?.isQueued = false
            // Something may have come below it. When that is gone it will be put into the queue again.
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

    /// Whether each process above the leaf is the longest one of its parent so far. One that runs may
    /// become that.
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

    /// Counts a leaf with its parent, and forgets it.
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

    /// Takes the first program of a process out of its parent's children.
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

internal import TracerCapture

/// The final tree.
///
///        TIME     PID RESULT    PROGRAM
///       12.3s    1234 2         make -j2
///        1.2s    1240 →         ├─ sh -c 'exec cc a.c'
///        1.1s    1240 0         ├→ cc a.c
///        9.0s                   ├─ cc ×117 (2 failed, longest 310.0ms)
///        0.2s    1390 SIGSEGV   └─ crash
///     121 programs, 3 exits with an error
///
/// TIME is how long a program ran: from its exec to the next exec of the process, or to its exit. In a tree
/// of more than `foldAbove` programs, siblings of one name are grouped. Processes with a failed program, the
/// longest and the deepest chain, and all their ancestors are never grouped.
extension TreeFormatter {
    /// Trees with up to this many programs have no groups.
    static var foldAbove: Int { 200 }
    /// The number of siblings of one name that a larger tree shows individually.
    private static var mostAlike: Int { 4 }

    /// One line of the tree.
    private enum Line {
        case program(Int)
        case folded(FoldedExecs.Group)
    }

    private struct Step {
        var line: Line
        /// The text before the branch.
        var prefix: [UInt8]
        /// The number of levels in the prefix, and of those that don't fit into it.
        var level = 0
        var hiddenLevels = 0
        var isLast: Bool
        var isRoot: Bool
        /// Whether the program replaced another one in the same process.
        var isNext = false
    }

    /// Appends the tree and a line of counts. Appends nothing if there was no exec.
    public func appendSummary(to buffer: inout OutputBuffer) {
        guard counts.programs + counts.failedExecs > 0 else { return }
        buffer.append(0x0a)
        text.begin(.dim, in: &buffer)
        buffer.append("    TIME     PID RESULT    PROGRAM")
        text.end(.dim, in: &buffer)
        buffer.append(0x0a)
        // In reverse order, on an explicit stack, since a tree may be too deep for recursion.
        let kept = tree.count > Self.foldAbove ? tree.keptProcesses() : nil
        var stack = steps(tree.children(of: nil), tree.foldedRoots, kept, prefix: [], isRoot: true)
        while let step = stack.popLast() {
            switch step.line {
            case .folded(let group): append(group, step, to: &buffer)
            case .program(let position):
                let node = tree[position]
                append(node, step, to: &buffer)
                if let next = node.next {
                    var following = step
                    following.line = .program(next)
                    following.isNext = true
                    stack.append(following)
                }
                stack += steps(below: step, position, kept)
            }
        }
        appendCounts(to: &buffer)
    }

    private func steps(below step: Step, _ position: Int, _ kept: [Bool]?) -> [Step] {
        let node = tree[position]
        var prefix = step.prefix
        var (level, hidden) = (step.level, step.hiddenLevels)
        // A root has no branch, unless its process runs another program.
        if !step.isRoot || step.isNext || node.next != nil {
            if level < deepest {
                level += 1
                prefix += Array((step.isLast && node.next == nil ? "   " : "│  ").utf8)
            } else {
                hidden += 1
            }
        }
        var below = steps(
            tree.children(of: position), node.folded, kept, prefix: prefix, isRoot: false)
        for index in below.indices {
            below[index].level = level
            below[index].hiddenLevels = hidden
        }
        return below
    }

    /// The lines of siblings, in reverse order.
    private func steps(
        _ positions: [Int], _ folded: FoldedExecs, _ kept: [Bool]?, prefix: [UInt8], isRoot: Bool
    ) -> [Step] {
        var lines: [Line] = []
        var groups = folded
        let own = kept.map { shown(of: positions, $0) }
        for position in positions {
            if own?.contains(position) ?? true {
                lines.append(.program(position))
            } else {
                groups.add(tree.group(of: position))
            }
        }
        lines += groups.groups.map { .folded($0) }
        return lines.indices.reversed().map { index in
            Step(
                line: lines[index], prefix: prefix, isLast: isRoot || index == lines.count - 1,
                isRoot: isRoot)
        }
    }

    /// The siblings that have a line of their own in a larger tree.
    ///
    /// - Parameter kept: By position, the siblings that must have one.
    private func shown(of positions: [Int], _ kept: [Bool]) -> Set<Int> {
        var byName: [[UInt8]: [Int]] = [:]
        for position in positions { byName[tree[position].name, default: []].append(position) }
        var shown = Set<Int>()
        for alike in byName.values {
            if alike.count <= Self.mostAlike {
                shown.formUnion(alike)
                continue
            }
            shown.formUnion(alike.lazy.filter { kept[$0] })
            shown.formUnion(alike.lazy.filter { tree[$0].end == .running }.prefix(Self.mostAlike))
            let longest = alike.max {
                tree[$0].processDuration ?? 0 < tree[$1].processDuration ?? 0
            }
            if let longest { shown.insert(longest) }
        }
        return shown
    }

    private func append(_ node: ExecTree.Node, _ step: Step, to buffer: inout OutputBuffer) {
        append(duration: node.isFailedExec ? nil : node.duration, to: &buffer)
        buffer.append(decimal: node.pid, width: 7)
        buffer.append(UInt8(ascii: " "))
        let start = buffer.count
        var style = TextStyle.plain
        switch node.end {
        case .running: buffer.append("running")
        case .replaced: buffer.append("→")
        case .failed(let result):
            style = .alarm
            text.begin(style, in: &buffer)
            ErrnoName.append(result: result, to: &buffer)
        case .exited(let status):
            if status & 0x7f != 0 {
                style = .alarm
                text.begin(style, in: &buffer)
                SignalName.append(status & 0x7f, to: &buffer)
            } else {
                if status != 0 { style = .warning }
                text.begin(style, in: &buffer)
                buffer.append(decimal: status >> 8 & 0xff)
            }
        }
        text.end(style, in: &buffer)
        pad(from: start, to: 10, in: &buffer)
        let line = buffer.count
        appendBranch(of: step, to: &buffer)
        buffer.append(node.command.span)
        cut(from: line, in: &buffer)
        buffer.append(0x0a)
    }

    private func append(_ group: FoldedExecs.Group, _ step: Step, to buffer: inout OutputBuffer) {
        append(duration: group.duration, to: &buffer)
        buffer.append(repeating: UInt8(ascii: " "), count: 18)
        let line = buffer.count
        appendBranch(of: step, to: &buffer)
        if group.name.isEmpty {
            buffer.append("others")
        } else {
            buffer.append(shellWord: group.name.span)
        }
        buffer.append(" ×")
        buffer.append(decimal: group.count)
        buffer.append(" (")
        if group.failures > 0 {
            text.begin(.warning, in: &buffer)
            buffer.append(decimal: group.failures)
            buffer.append(" failed")
            text.end(.warning, in: &buffer)
            buffer.append(", ")
        }
        buffer.append("longest ")
        buffer.append(duration: group.longest)
        if group.below > 0 {
            buffer.append(", ")
            buffer.append(decimal: group.below)
            buffer.append(" below")
        }
        buffer.append(")")
        cut(from: line, in: &buffer)
        buffer.append(0x0a)
    }

    private func appendBranch(of step: Step, to buffer: inout OutputBuffer) {
        text.begin(.dim, in: &buffer)
        buffer.append(step.prefix.span)
        if !step.isRoot || step.isNext {
            var goesOn = false
            if case .program(let position) = step.line { goesOn = tree[position].next != nil }
            buffer.append(step.isLast && !goesOn ? "└" : "├")
            buffer.append(step.isNext ? "→ " : "─ ")
        }
        text.end(.dim, in: &buffer)
        if step.hiddenLevels > 0 {
            buffer.append("+")
            buffer.append(decimal: step.hiddenLevels)
            buffer.append(0x20)
        }
    }

    private func append(duration: UInt64?, to buffer: inout OutputBuffer) {
        let start = buffer.count
        if let duration { buffer.append(duration: duration) }
        let used = buffer.count - start
        buffer.bytes.insert(
            contentsOf: repeatElement(0x20, count: max(8 - used, 0)), at: start)
        buffer.append(0x20)
    }

    /// Pads to a width in columns; the existing text is ASCII, an arrow or escape sequences.
    private func pad(from start: Int, to width: Int, in buffer: inout OutputBuffer) {
        var columns = 0
        var index = start
        while index < buffer.count {
            if buffer.bytes[index] == 0x1b {
                while index < buffer.count, buffer.bytes[index] != 0x6d { index += 1 }
            } else if buffer.bytes[index] & 0xc0 != 0x80 {
                columns += 1
            }
            index += 1
        }
        buffer.append(repeating: 0x20, count: max(width - columns, 1))
    }

    private func cut(from start: Int, in buffer: inout OutputBuffer) {
        if let width = text.width { buffer.cut(from: start, toColumns: max(width - 27, 1)) }
    }

    private func appendCounts(to buffer: inout OutputBuffer) {
        append(counts.programs, "program", to: &buffer)
        if counts.failedExecs > 0 {
            buffer.append(", ")
            append(counts.failedExecs, "failed exec", to: &buffer)
        }
        if counts.failedExits > 0 {
            buffer.append(", ")
            append(counts.failedExits, "exit", to: &buffer)
            buffer.append(" with an error")
        }
        if tree.dropped > 0 {
            buffer.append("; ")
            buffer.append(decimal: tree.dropped)
            buffer.append(" not in the tree, which holds no more that run at once")
        }
        buffer.append(0x0a)
    }

    private func append(_ count: Int, _ noun: StaticString, to buffer: inout OutputBuffer) {
        buffer.append(decimal: count)
        buffer.append(0x20)
        buffer.append(noun)
        if count != 1 { buffer.append("s") }
    }
}

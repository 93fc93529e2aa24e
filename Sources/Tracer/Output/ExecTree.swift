internal import TracerCapture

/// The execs of a run, by descent: whose program forked the process stands above it.
///
///     make -j2                  children of a program: what it forked, by the first exec of each
///     ├─ sh -c 'exec cc a.c'
///     ├→ cc a.c                 `next`: the program that took its place in the same process
///     └─ cc b.c
///
/// Of bounded size: when there are more than `limit`, those that ended first and have nothing below
/// them are counted with their parent, by name, and forgotten.
struct ExecTree {
    enum End: Equatable {
        case running
        /// As wait(2) has it.
        case exited(waitStatus: UInt32)
        /// The same process execed another program.
        case replaced
        /// The exec failed, with -errno.
        case failed(Int32)
    }

    struct Node {
        let execID: UInt64
        let pid: UInt32
        /// When the process was forked: tells it from a later one of the same pid.
        let processStart: UInt64
        /// CLOCK_BOOTTIME in nanoseconds, like `endTime`.
        let start: UInt64
        let depth: Int
        let parent: Int?
        let previous: Int?
        /// What equal siblings are counted under.
        let name: [UInt8]
        /// Shell words.
        let command: [UInt8]
        var next: Int?
        var children: [Int] = []
        var end = End.running
        var endTime: UInt64 = 0
        var folded = FoldedExecs()

        var duration: UInt64? {
            end == .running ? nil : (endTime > start ? endTime - start : 0)
        }
        var isFailedExec: Bool {
            if case .failed = end { true } else { false }
        }
        /// Whether it could not be started, was killed, or exited with another status than 0.
        var isFailure: Bool {
            switch end {
            case .running, .replaced: false
            case .exited(let status): status != 0
            case .failed: true
            }
        }
    }

    private let limit: Int
    private var slots: [Node?] = []
    private var free: [Int] = []
    private var byExecID: [UInt64: Int] = [:]
    /// The running program of each process.
    private var byPID: [UInt32: Int] = [:]
    /// Programs that nothing of the trace forked.
    private(set) var roots: [Int] = []
    /// What was forgotten of these.
    private(set) var foldedRoots = FoldedExecs()
    /// Execs for which there was no room, since all others were still running.
    private(set) var dropped = 0
    private(set) var count = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// - Precondition: The position comes from this tree, and is still there.
    subscript(position: Int) -> Node { slots[position]! }

    /// Where a new exec stands.
    struct Place {
        var depth: Int
        var parent: Int?
        /// The program that it replaces.
        var previous: Int?
    }

    func place(of exec: ExecEvent) -> Place {
        var current = byPID[exec.pid]
        // Another process had the pid, and its exit was not seen.
        if let position = current, self[position].processStart != exec.startTime { current = nil }
        if let current {
            let node = self[current]
            return exec.succeeded
                ? Place(depth: node.depth, parent: node.parent, previous: current)
                : Place(depth: node.depth + 1, parent: current)
        }
        let parent = exec.parentExecID == 0 ? nil : byExecID[exec.parentExecID]
        return Place(depth: parent.map { self[$0].depth + 1 } ?? 0, parent: parent)
    }

    /// Adds an exec at its place.
    mutating func insert(_ exec: ExecEvent, name: [UInt8], command: [UInt8]) {
        if count >= limit { fold() }
        // What was folded may have stood around it.
        let place = place(of: exec)
        guard count < limit else {
            dropped += 1
            return
        }
        var node = Node(
            execID: exec.execID, pid: exec.pid, processStart: exec.startTime, start: exec.time,
            depth: place.depth, parent: place.parent, previous: place.previous, name: name,
            command: command)
        if !exec.succeeded {
            node.end = .failed(exec.result)
            node.endTime = exec.time
        }
        let position = free.popLast() ?? slots.count
        if position == slots.count { slots.append(node) } else { slots[position] = node }
        count += 1
        if let previous = place.previous {
            slots[previous]?.next = position
            slots[previous]?.end = .replaced
            slots[previous]?.endTime = exec.time
        } else if let parent = place.parent {
            slots[parent]?.children.append(position)
        } else {
            roots.append(position)
        }
        guard exec.succeeded else { return }
        byExecID[exec.execID] = position
        byPID[exec.pid] = position
    }

    /// The depth of a program that is in the tree.
    func depth(of execID: UInt64) -> Int? {
        byExecID[execID].map { self[$0].depth }
    }

    /// How many programs are below one, its process's later ones among them, those that were forgotten
    /// included.
    func countBelow(_ position: Int) -> Int {
        var count = -1
        var waiting = [position]
        while let position = waiting.popLast() {
            let node = self[position]
            count += 1 + node.folded.count
            waiting += node.children
            if let next = node.next { waiting.append(next) }
        }
        return count
    }

    /// Notes the end of a process.
    ///
    /// - Returns: Its program; nil if that is not in the tree.
    mutating func end(_ exit: ExitEvent) -> Node? {
        guard exit.execID != 0, let position = byExecID[exit.execID] else { return nil }
        slots[position]?.end = .exited(waitStatus: exit.waitStatus)
        slots[position]?.endTime = exit.time
        if byPID[exit.pid] == position { byPID[exit.pid] = nil }
        return self[position]
    }
}

extension ExecTree {
    /// Makes room for a quarter of the limit, if as many are over.
    private mutating func fold() {
        var wanted = max(limit / 4, 1)
        while wanted > 0 {
            let leaves = slots.indices.filter { position in
                guard let node = slots[position] else { return false }
                return node.end != .running && node.next == nil && node.children.isEmpty
            }.sorted { self[$0].endTime < self[$1].endTime }
            guard !leaves.isEmpty else { return }
            // A parent whose last child goes is a leaf in the next round.
            for position in leaves.prefix(wanted) { fold(position) }
            sweep()
            wanted -= min(leaves.count, wanted)
        }
    }

    /// Counts a leaf with its parent, and forgets it. It still stands among the parent's children.
    private mutating func fold(_ position: Int) {
        guard let node = slots[position] else { return }
        let below = node.folded.count
        if let parent = node.parent, slots[parent] != nil {
            slots[parent]?.folded.add(node, below: below)
        } else {
            foldedRoots.add(node, below: below)
        }
        if let previous = node.previous { slots[previous]?.next = nil }
        slots[position] = nil
        byExecID[node.execID] = nil
        if byPID[node.pid] == position { byPID[node.pid] = nil }
        count -= 1
    }

    /// Takes what was forgotten out of its parents' children, and hands its slots out again.
    private mutating func sweep() {
        for position in slots.indices where slots[position] != nil {
            guard let children = slots[position]?.children, !children.isEmpty else { continue }
            let left = children.filter { slots[$0] != nil }
            if left.count != children.count { slots[position]?.children = left }
        }
        roots = roots.filter { slots[$0] != nil }
        free = slots.indices.filter { slots[$0] == nil }
    }
}

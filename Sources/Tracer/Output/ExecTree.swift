internal import TracerCapture

/// The programs of a run, by descent: below each program are the processes that it forked.
///
///     make -j2                  children of a program: the processes it forked, by their first program
///     ├─ sh -c 'exec cc a.c'
///     ├→ cc a.c                 `next`: the program that took its place in the same process
///     └─ cc b.c
///
/// A process that never called exec is in the tree only if it failed: it ran its parent's program.
///
/// Memory is bounded by a number of programs and by bytes. When there is no room, programs that have ended
/// and have nothing below them are counted with their parent, by name, and forgotten: first those that
/// succeeded, in the order of their ends. See `ExecTree+Folding`.
struct ExecTree {
    enum End: Equatable {
        case running
        /// As wait(2) reports it.
        case exited(waitStatus: UInt32)
        /// The same process execed another program.
        case replaced
        /// The exec failed, with -errno.
        case failed(Int32)
    }

    struct Node {
        /// 0 for a process that never called exec.
        let execID: UInt64
        let pid: UInt32
        /// When the process was forked: tells it from a later one of the same pid.
        let processStart: UInt64
        /// CLOCK_BOOTTIME in nanoseconds, like `endTime`.
        let start: UInt64
        let depth: Int
        let parent: Int?
        let previous: Int?
        /// The first program of the process.
        var head: Int
        /// What equal siblings are counted under.
        let name: [UInt8]
        /// Shell words.
        let command: [UInt8]
        var next: Int?
        // The processes that it forked, and those beside its own: lists, so that leaving takes one step.
        var firstChild: Int?
        var lastChild: Int?
        var nextSibling: Int?
        var previousSibling: Int?
        /// In nanoseconds: of the longest child process that has ended, whether it is still here or not.
        var longestBelow: UInt64 = 0
        /// Of the first program of a process: how long the process ran, in nanoseconds, from here to its
        /// end; nil while it runs.
        var processDuration: UInt64?
        /// Whether it is in a queue of leaves.
        var isQueued = false
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
        /// Whether it can be forgotten without anything below it.
        var isLeaf: Bool { end != .running && next == nil && firstChild == nil }
        /// What it takes, roughly, in bytes.
        var bytes: Int { Self.bytes(text: name.count + command.count) }

        /// What a node with so many bytes of text takes: its slot, its places in two tables, its arrays.
        static func bytes(text: Int) -> Int { MemoryLayout<Node?>.stride + 160 + text }
    }

    let limit: Int
    let byteLimit: Int
    var slots: [Node?] = []
    var free: [Int] = []
    var byExecID: [UInt64: Int] = [:]
    /// The running program of each process.
    var byPID: [UInt32: Int] = [:]
    /// Programs that nothing of the trace forked.
    var firstRoot: Int?
    var lastRoot: Int?
    /// What was forgotten of these.
    var foldedRoots = FoldedExecs()
    /// As `Node.longestBelow`.
    var longestRoot: UInt64 = 0
    /// A program that has as many above it as any.
    var deepest: Int?
    /// Leaves that have ended, in the order in which they became that.
    var successes = FoldingQueue()
    var failures = FoldingQueue()
    /// Execs for which there was no room, since all others were still running.
    private(set) var dropped = 0
    var count = 0
    /// Bytes of all nodes and of what is folded into them.
    var bytes = 0
    /// How many positions folding has looked at.
    var foldingSteps = 0

    init(limit: Int, byteLimit: Int = .max) {
        self.limit = limit
        self.byteLimit = byteLimit
    }

    /// - Precondition: The position comes from this tree, and is still there.
    subscript(position: Int) -> Node { slots[position]! }

    /// The processes that a program forked, in order; nil for those that nothing of the trace forked.
    func children(of parent: Int?) -> [Int] {
        var children: [Int] = []
        var next = parent.map { self[$0].firstChild } ?? firstRoot
        while let position = next {
            children.append(position)
            next = self[position].nextSibling
        }
        return children
    }

    /// Where a new exec belongs.
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
        return place(below: exec.parentExecID)
    }

    /// The place of a process that this exec's program forked.
    func place(below execID: UInt64) -> Place {
        let parent = execID == 0 ? nil : byExecID[execID]
        return Place(depth: parent.map { self[$0].depth + 1 } ?? 0, parent: parent)
    }

    /// Adds an exec at its place.
    mutating func insert(_ exec: ExecEvent, name: [UInt8], command: [UInt8]) {
        makeRoom(for: name.count + command.count)
        // What was folded may have been around it.
        let place = place(of: exec)
        guard
            let position = add(
                at: place, execID: exec.execID, pid: exec.pid, processStart: exec.startTime,
                start: exec.time, name: name, command: command)
        else { return }
        guard exec.succeeded else {
            end(position, .failed(exec.result), at: exec.time)
            return
        }
        byExecID[exec.execID] = position
        byPID[exec.pid] = position
    }

    /// The depth of a program that is in the tree.
    func depth(of execID: UInt64) -> Int? {
        byExecID[execID].map { self[$0].depth }
    }

    /// Notes the end of a process that called exec.
    ///
    /// - Returns: Its program; nil if that is not in the tree.
    mutating func end(_ exit: ExitEvent) -> Node? {
        guard exit.ownExecID != 0, let position = byExecID[exit.ownExecID],
            self[position].end == .running
        else { return nil }
        if byPID[exit.pid] == position { byPID[exit.pid] = nil }
        end(position, .exited(waitStatus: exit.waitStatus), at: exit.time)
        return self[position]
    }

    /// Adds a process that failed without having called exec.
    mutating func insert(forked exit: ExitEvent, name: [UInt8], command: [UInt8]) {
        makeRoom(for: name.count + command.count)
        let start = exit.time > exit.duration ? exit.time - exit.duration : 0
        guard
            let position = add(
                at: place(below: exit.execID), execID: 0, pid: exit.pid, processStart: start,
                start: start, name: name, command: command)
        else { return }
        end(position, .exited(waitStatus: exit.waitStatus), at: exit.time)
    }

    /// - Returns: The position; nil if there is no room.
    private mutating func add(
        at place: Place, execID: UInt64, pid: UInt32, processStart: UInt64, start: UInt64,
        name: [UInt8], command: [UInt8]
    ) -> Int? {
        guard count < limit, bytes < byteLimit else {
            dropped += 1
            // The program before it runs no longer; what comes of the process has no place.
            if let previous = place.previous {
                byPID[pid] = nil
                end(previous, .replaced, at: start)
            }
            return nil
        }
        let position = free.popLast() ?? slots.count
        var node = Node(
            execID: execID, pid: pid, processStart: processStart, start: start,
            depth: place.depth, parent: place.parent, previous: place.previous,
            head: place.previous.map { self[$0].head } ?? position, name: name, command: command)
        if place.previous == nil {
            node.previousSibling = place.parent.map { self[$0].lastChild } ?? lastRoot
        }
        count += 1
        bytes += node.bytes
        if position == slots.count { slots.append(node) } else { slots[position] = node }
        if let previous = place.previous {
            slots[previous]?.next = position
            slots[previous]?.end = .replaced
            slots[previous]?.endTime = start
        } else {
            link(position)
        }
        if place.depth > deepest.map({ self[$0].depth }) ?? -1 { deepest = position }
        return position
    }

    /// Adds the first program of a process to its parent's children.
    private mutating func link(_ position: Int) {
        let node = self[position]
        if let before = node.previousSibling { slots[before]?.nextSibling = position }
        if let parent = node.parent {
            if node.previousSibling == nil { slots[parent]?.firstChild = position }
            slots[parent]?.lastChild = position
        } else {
            if node.previousSibling == nil { firstRoot = position }
            lastRoot = position
        }
    }

    private mutating func end(_ position: Int, _ end: End, at time: UInt64) {
        slots[position]?.end = end
        slots[position]?.endTime = time
        let node = self[position]
        let start = self[node.head].start
        let duration = time > start ? time - start : 0
        slots[node.head]?.processDuration = duration
        if let parent = node.parent {
            let longest = max(self[parent].longestBelow, duration)
            slots[parent]?.longestBelow = longest
        } else {
            longestRoot = max(longestRoot, duration)
        }
        noteLeaf(position)
    }
}

internal import TracerCapture

/// The programs of a run, by descent: the children of a program are the processes that it forked.
///
///     make -j2                  children of a program: the processes it forked, by their first program
///     ├─ sh -c 'exec cc a.c'
///     ├→ cc a.c                 `next`: the program that took its place in the same process
///     └─ cc b.c
///
/// A process that never called exec is in the tree only if it failed, since it ran its parent's program.
///
/// Memory is limited by a number of programs and by bytes. When there is no room, ended programs without
/// children are folded: they are removed and counted with their parent, by name. Successful ones come first,
/// in the order in which they ended. See `ExecTree+Folding`.
struct ExecTree {
    enum End: Equatable {
        case running
        /// The status as wait(2) reports it.
        case exited(waitStatus: UInt32)
        /// The process executed another program.
        case replaced
        /// The exec failed, with -errno.
        case failed(Int32)
    }

    struct Node {
        /// 0 for a process that never called exec.
        let execID: UInt64
        let pid: UInt32
        /// When the process was forked: distinguishes it from a later one with the same pid.
        let processStart: UInt64
        /// CLOCK_BOOTTIME in nanoseconds, like `endTime`.
        let start: UInt64
        let depth: Int
        let parent: Int?
        let previous: Int?
        /// The first program of the process.
        var head: Int
        /// The name under which similar siblings are counted.
        let name: [UInt8]
        /// The command as shell words.
        let command: [UInt8]
        var next: Int?
        // The child and sibling processes, as linked lists, so that removal takes one step.
        var firstChild: Int?
        var lastChild: Int?
        var nextSibling: Int?
        var previousSibling: Int?
        /// The longest duration of an ended child process, folded or not, in nanoseconds.
        var longestBelow: UInt64 = 0
        /// For the first program of a process: how long the process ran, in nanoseconds, from this exec to
        /// the exit; nil while it runs.
        var processDuration: UInt64?
        /// Whether it is in a leaf queue.
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
        /// Whether it failed to start, was killed, or exited with a nonzero status.
        var isFailure: Bool {
            switch end {
            case .running, .replaced: false
            case .exited(let status): status != 0
            case .failed: true
            }
        }
        /// Whether it can be folded without anything below it.
        var isLeaf: Bool { end != .running && next == nil && firstChild == nil }
        /// The approximate memory used, in bytes.
        var bytes: Int { Self.bytes(text: name.count + command.count) }

        /// The memory of a node with that many bytes of text: its slot, its entries in two tables, its
        /// arrays.
        static func bytes(text: Int) -> Int { MemoryLayout<Node?>.stride + 160 + text }
    }

    let limit: Int
    let byteLimit: Int
    var slots: [Node?] = []
    var free: [Int] = []
    var byExecID: [UInt64: Int] = [:]
    /// The running program of each process.
    var byPID: [UInt32: Int] = [:]
    /// The first program that no traced program forked.
    var firstRoot: Int?
    var lastRoot: Int?
    /// Folded programs that no traced program forked.
    var foldedRoots = FoldedExecs()
    /// Like `Node.longestBelow`, for these programs.
    var longestRoot: UInt64 = 0
    /// A program at the greatest depth.
    var deepest: Int?
    /// Ended leaves, in the order in which they became leaves.
    var successes = FoldingQueue()
    var failures = FoldingQueue()
    /// Execs dropped because everything else in the tree was still running.
    private(set) var dropped = 0
    var count = 0
    /// The memory of all nodes and their folded groups, in bytes.
    var bytes = 0
    /// The number of positions that folding has examined.
    var foldingSteps = 0

    init(limit: Int, byteLimit: Int = .max) {
        self.limit = limit
        self.byteLimit = byteLimit
    }

    /// - Precondition: The position comes from this tree and has not been removed.
    subscript(position: Int) -> Node { slots[position]! }

    /// The processes that a program forked, in order; with nil, those that no traced program forked.
    func children(of parent: Int?) -> [Int] {
        var children: [Int] = []
        var next = parent.map { self[$0].firstChild } ?? firstRoot
        while let position = next {
            children.append(position)
            next = self[position].nextSibling
        }
        return children
    }

    /// The place of a new exec.
    struct Place {
        var depth: Int
        var parent: Int?
        /// The program that it replaces in the same process.
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

    /// The place of a process forked by this exec's program.
    func place(below execID: UInt64) -> Place {
        let parent = execID == 0 ? nil : byExecID[execID]
        return Place(depth: parent.map { self[$0].depth + 1 } ?? 0, parent: parent)
    }

    /// Adds an exec at its place.
    mutating func insert(_ exec: ExecEvent, name: [UInt8], command: [UInt8]) {
        makeRoom(for: name.count + command.count)
        // Look it up after making room: folding may have removed its neighbors.
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

    /// The depth of a program in the tree; nil if it is not there.
    func depth(of execID: UInt64) -> Int? {
        byExecID[execID].map { self[$0].depth }
    }

    /// Records the end of a process that called exec.
    ///
    /// - Returns: Its program; nil if it is not in the tree.
    mutating func end(_ exit: ExitEvent) -> Node? {
        guard exit.ownExecID != 0, let position = byExecID[exit.ownExecID],
            self[position].end == .running
        else { return nil }
        if byPID[exit.pid] == position { byPID[exit.pid] = nil }
        end(position, .exited(waitStatus: exit.waitStatus), at: exit.time)
        return self[position]
    }

    /// Adds a process that failed without calling exec.
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
            // The previous program no longer runs; later events of the process have no place in the tree.
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

    /// Adds the first program of a process to the children of its parent.
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

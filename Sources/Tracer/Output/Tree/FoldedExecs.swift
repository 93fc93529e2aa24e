/// Execs shown as one group: `cc ×120`.
struct FoldedExecs {
    /// A group of execs with one name.
    struct Group {
        var name: [UInt8]
        var count = 0
        /// Includes failures further below.
        var failures = 0
        /// Total duration in nanoseconds.
        var duration: UInt64 = 0
        var longest: UInt64 = 0
        /// Execs further below.
        var below = 0
    }

    /// The maximum number of distinct names; later ones are counted without a name.
    private static var mostNames: Int { 32 }

    private(set) var groups: [Group] = []

    var isEmpty: Bool { groups.isEmpty }
    /// The number of all execs, including those below them.
    var count: Int { groups.reduce(0) { $0 + $1.count + $1.below } }
    var failures: Int { groups.reduce(0) { $0 + $1.failures } }
    /// The approximate memory used by the groups, in bytes.
    var bytes: Int { groups.reduce(0) { $0 + MemoryLayout<Group>.stride + 32 + $1.name.count } }

    /// - Parameter below: What was already folded into the node.
    /// - Returns: The additional memory used, in bytes.
    mutating func add(_ node: ExecTree.Node, below: FoldedExecs) -> Int {
        var group = Group(name: node.name)
        group.count = 1
        group.failures = (node.isFailure ? 1 : 0) + below.failures
        group.duration = node.duration ?? 0
        group.longest = group.duration
        group.below = below.count
        let before = groups.count
        add(group)
        guard groups.count > before else { return 0 }
        return MemoryLayout<Group>.stride + 32 + groups[before].name.count
    }

    mutating func add(_ other: Group) {
        var position = groups.firstIndex { $0.name == other.name }
        if position == nil, groups.count > Self.mostNames {
            position = groups.firstIndex { $0.name.isEmpty }
        }
        guard let position else {
            var other = other
            if groups.count == Self.mostNames { other.name = [] }
            groups.append(other)
            return
        }
        groups[position].count += other.count
        groups[position].failures += other.failures
        groups[position].duration &+= other.duration
        groups[position].longest = max(groups[position].longest, other.longest)
        groups[position].below += other.below
    }
}

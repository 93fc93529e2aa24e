/// Cgroup paths by id. The BPF programs send each path once, so that a cgroup that is gone by the time its
/// exec is read still has a name.
///
/// The BPF programs evict the least recently used cgroups (`told_cgroups`, 4096 entries) and send their paths
/// again on next use. This table holds twice as many, so that it has every path they consider sent.
struct CgroupTable {
    struct Cgroup {
        let path: [UInt8]
        let container: Container?
    }

    private struct Entry {
        let cgroup: Cgroup
        /// Table use count at the last use; higher is more recent.
        var use: UInt64
    }

    private var entries: [UInt64: Entry] = [:]
    private var uses: UInt64 = 0
    private let limit: Int
    private let budget: Int
    /// Memory used by the paths, in bytes.
    private(set) var bytes = 0
    /// Paths dropped to stay within the budget, although the BPF programs may not send them again soon.
    private(set) var dropped: UInt64 = 0

    /// - Parameters:
    ///   - limit: Maximum number of cgroups.
    ///   - budget: Maximum size of their paths, in bytes. A path has at most 8 KiB.
    init(limit: Int = 8192, budget: Int = 4 << 20) {
        self.limit = limit
        self.budget = budget
    }

    var count: Int { entries.count }

    mutating func set(_ id: UInt64, path: [UInt8]) {
        uses &+= 1
        bytes += path.count - (entries[id]?.cgroup.path.count ?? 0)
        entries[id] = Entry(
            cgroup: Cgroup(path: path, container: Container(cgroupPath: path)), use: uses)
        if entries.count > limit { evict() }
        while bytes > budget {
            let before = entries.count
            evict()
            dropped &+= UInt64(before - entries.count)
        }
    }

    /// Looks up a cgroup and marks it as used.
    mutating func use(_ id: UInt64) -> Cgroup? {
        uses &+= 1
        entries[id]?.use = uses
        return entries[id]?.cgroup
    }

    /// Drops the least recently used quarter of the entries.
    private mutating func evict() {
        let ages = entries.values.map { $0.use }.sorted()
        let oldest = ages[ages.count / 4]
        for (id, entry) in entries where entry.use <= oldest {
            bytes -= entry.cgroup.path.count
            entries[id] = nil
        }
    }
}

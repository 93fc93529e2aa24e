/// The paths of cgroups, by their ids, as the kernel's half tells them: each once, so that a cgroup that
/// is gone by the time its exec is read still has a name.
///
/// The kernel's half forgets, too, what was used longest ago (`told_cgroups`, 4096 cgroups), and tells
/// it again. This table remembers twice as many, so that what is thought to be known here is.
struct CgroupTable {
    struct Cgroup {
        let path: [UInt8]
        let container: Container?
    }

    private struct Entry {
        let cgroup: Cgroup
        /// Counts uses of the table: the higher, the more recent.
        var use: UInt64
    }

    private var entries: [UInt64: Entry] = [:]
    private var uses: UInt64 = 0
    private let limit: Int
    private let budget: Int
    /// What the paths take, in bytes.
    private(set) var bytes = 0
    /// Paths that were dropped since there was no room for them, though the kernel's half won't send them
    /// again so soon.
    private(set) var dropped: UInt64 = 0

    /// - Parameters:
    ///   - limit: Of cgroups.
    ///   - budget: Of their paths, in bytes. A path has 8 KiB at most.
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

    /// What is known of a cgroup that something took place in.
    mutating func use(_ id: UInt64) -> Cgroup? {
        uses &+= 1
        entries[id]?.use = uses
        return entries[id]?.cgroup
    }

    /// Drops a quarter: the entries that were used longest ago.
    private mutating func evict() {
        let ages = entries.values.map { $0.use }.sorted()
        let oldest = ages[ages.count / 4]
        for (id, entry) in entries where entry.use <= oldest {
            bytes -= entry.cgroup.path.count
            entries[id] = nil
        }
    }
}

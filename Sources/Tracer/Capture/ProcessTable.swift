/// The live processes, by pid.
///
/// A process is dropped when it exits, so that memory depends on the number of live processes, not of execs.
/// The record of an exit may be lost when the ring buffer is full: the pid's next process then takes the
/// place, and beyond `limit` the processes that have been silent longest are dropped.
///
/// Environments have a budget in bytes, because any user can make one as large as an exec allows. Processes
/// forked since an exec share its environment, which counts once.
public struct ProcessTable: Sendable {
    private struct Entry {
        /// Without its environment.
        var process: ProcessMetadata
        /// The key of its environment; 0 if it has none.
        var environment: UInt64
        /// Table change count at the last change; higher is more recent.
        var change: UInt64
    }

    private struct Shared {
        let environment: Environment
        /// The number of processes that share it.
        var users: Int
    }

    /// The usual pid_max.
    public static var defaultLimit: Int { 32768 }
    /// 64 MiB.
    public static var defaultBudget: Int { 64 << 20 }

    private var entries: [UInt32: Entry] = [:]
    /// Keyed by an internal number, in order of arrival.
    private var environments: [UInt64: Shared] = [:]
    private var changes: UInt64 = 0
    private let limit: Int
    private let budget: Int
    /// Memory used by environments, in bytes.
    public private(set) var bytes = 0
    /// Environments dropped to stay within the budget.
    public private(set) var dropped: UInt64 = 0

    /// - Parameters:
    ///   - limit: Maximum number of processes.
    ///   - budget: Maximum size of environments, in bytes.
    public init(limit: Int = ProcessTable.defaultLimit, budget: Int = ProcessTable.defaultBudget) {
        self.limit = limit
        self.budget = budget
    }

    public var count: Int { entries.count }
    /// How many entries it has room for.
    var capacity: Int { entries.capacity }

    /// Counts an environment that was not read for lack of room.
    mutating func countDropped() { dropped &+= 1 }

    public subscript(pid: UInt32) -> ProcessMetadata? {
        guard let entry = entries[pid] else { return nil }
        var process = entry.process
        process.environment = environments[entry.environment]?.environment
        return process
    }

    /// Stores a process, replacing any previous one with its pid.
    public mutating func set(_ process: ProcessMetadata) {
        remove(process.pid)
        changes &+= 1
        var process = process
        var number: UInt64 = 0
        if let environment = process.environment {
            number = changes
            environments[number] = Shared(environment: environment, users: 1)
            bytes += environment.memory
            process.environment = nil
        }
        entries[process.pid] = Entry(process: process, environment: number, change: changes)
        if entries.count > limit { evict() }
        if bytes > budget { dropEnvironments() }
    }

    /// A child begins as a copy of its parent.
    mutating func fork(_ parent: UInt32, child: UInt32, startTime: UInt64) {
        remove(child)
        // The parent may be unknown; in any case the child's pid no longer belongs to a previous process.
        guard var entry = entries[parent] else { return }
        entry.process.pid = child
        entry.process.ppid = parent
        entry.process.startTime = startTime
        entry.process.parentExecID = entry.process.execID
        entry.process.parentExecutable = entry.process.executable
        entry.process.execTime = nil
        environments[entry.environment]?.users += 1
        changes &+= 1
        entry.change = changes
        entries[child] = entry
        if entries.count > limit { evict() }
    }

    /// - Returns: The removed process, without its environment.
    @discardableResult
    mutating func remove(_ pid: UInt32) -> ProcessMetadata? {
        guard let entry = entries.removeValue(forKey: pid) else { return nil }
        release(entry.environment)
        if entries.capacity > 1024, entries.count < entries.capacity / 8 { giveRoomBack() }
        return entry.process
    }

    /// Makes the table as small as its entries need, since a dictionary never shrinks. Three times as many removals
    /// as there are entries come first, so a removal stays cheap.
    private mutating func giveRoomBack() {
        var smaller: [UInt32: Entry] = [:]
        smaller.reserveCapacity(entries.count * 2)
        for (pid, entry) in entries { smaller[pid] = entry }
        entries = smaller
    }

    private mutating func release(_ number: UInt64) {
        guard var environment = environments[number] else { return }
        environment.users -= 1
        guard environment.users == 0 else {
            environments[number] = environment
            return
        }
        bytes -= environment.environment.memory
        environments[number] = nil
    }

    /// Drops the quarter of the entries that changed longest ago.
    private mutating func evict() {
        let ages = entries.values.map { $0.change }.sorted()
        let oldest = ages[ages.count / 4]
        for (pid, entry) in entries where entry.change <= oldest { remove(pid) }
    }

    /// Drops the oldest environments, a quarter of the budget. Their processes stay known.
    private mutating func dropEnvironments() {
        for number in environments.keys.sorted() {
            guard bytes > budget / 4 * 3, let environment = environments.removeValue(forKey: number)
            else { break }
            bytes -= environment.environment.memory
            dropped &+= 1
        }
    }
}

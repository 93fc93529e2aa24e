/// The processes that are alive, by pid.
///
/// A process is dropped when it exits, so that memory follows the number of live processes and not
/// the number of execs. An exit may be lost with a full ring: then the pid's next process takes the
/// place, and beyond `limit` the processes that were silent for longest are dropped.
public struct ProcessTable: Sendable {
    private struct Entry {
        var process: ProcessMetadata
        /// Counts changes of the table: the higher, the more recent.
        var change: UInt64
    }

    /// Of the default: what pid_max is on most hosts.
    public static var defaultLimit: Int { 32768 }

    private var entries: [UInt32: Entry] = [:]
    private var changes: UInt64 = 0
    private let limit: Int

    public init(limit: Int = ProcessTable.defaultLimit) {
        self.limit = limit
    }

    public var count: Int { entries.count }

    public subscript(pid: UInt32) -> ProcessMetadata? { entries[pid]?.process }

    /// Notes a process, in place of what was known under its pid.
    public mutating func set(_ process: ProcessMetadata) {
        changes &+= 1
        entries[process.pid] = Entry(process: process, change: changes)
        if entries.count > limit { evict() }
    }

    /// A child begins as a copy of its parent.
    mutating func fork(_ parent: UInt32, child: UInt32, startTime: UInt64) {
        guard var process = entries[parent]?.process else {
            // Nothing is known of the parent, and what was known under the child's pid is over.
            entries[child] = nil
            return
        }
        process.pid = child
        process.ppid = parent
        process.startTime = startTime
        process.parentExecID = process.execID
        process.parentExecutable = process.executable
        process.execTime = nil
        set(process)
    }

    @discardableResult
    mutating func remove(_ pid: UInt32) -> ProcessMetadata? {
        entries.removeValue(forKey: pid)?.process
    }

    /// Drops a quarter: the entries that changed longest ago.
    private mutating func evict() {
        let ages = entries.values.map { $0.change }.sorted()
        let oldest = ages[ages.count / 4]
        entries = entries.filter { $0.value.change > oldest }
    }
}

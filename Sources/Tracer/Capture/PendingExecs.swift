/// The execs that wait for more records, by exec_id, and the memory they take.
struct PendingExecs {
    private var execs: [UInt64: PendingExec] = [:]
    /// Indexed by process and by thread, so that a new exec finds earlier ones without a scan.
    private var ofProcess: [UInt32: Set<UInt64>] = [:]
    private var ofThread: [UInt64: Set<UInt64>] = [:]
    /// Memory used by their strings, in bytes.
    private(set) var bytes = 0

    var isEmpty: Bool { execs.isEmpty }
    var count: Int { execs.count }
    var all: [PendingExec] { Array(execs.values) }

    func contains(_ id: UInt64) -> Bool { execs[id] != nil }

    /// The execs of a process.
    func of(_ pid: UInt32) -> [PendingExec] {
        ofProcess[pid]?.compactMap { execs[$0] } ?? []
    }

    /// The execs that one thread of a process began.
    func of(_ pid: UInt32, thread tid: UInt32) -> [PendingExec] {
        ofThread[Self.thread(pid, tid)]?.compactMap { execs[$0] } ?? []
    }

    /// The execs that `isOverdue` selects; scans all.
    func overdue(_ isOverdue: (PendingExec) -> Bool) -> [PendingExec] {
        execs.values.filter(isOverdue)
    }

    private static func thread(_ pid: UInt32, _ tid: UInt32) -> UInt64 {
        UInt64(pid) << 32 | UInt64(tid)
    }

    /// Hands an exec over, so that it has a single owner while it grows. The caller must put it back or
    /// remove it.
    mutating func take(_ id: UInt64) -> PendingExec? {
        guard let exec = execs.removeValue(forKey: id) else { return nil }
        bytes -= exec.memory
        return exec
    }

    mutating func put(_ exec: PendingExec) {
        bytes += exec.memory
        execs[exec.execID] = exec
        ofProcess[exec.pid, default: []].insert(exec.execID)
        ofThread[Self.thread(exec.pid, exec.tid), default: []].insert(exec.execID)
    }

    /// Removes an exec, whether or not it has been taken.
    mutating func remove(_ exec: PendingExec) {
        _ = take(exec.execID)
        Self.remove(exec.execID, from: &ofProcess, at: exec.pid)
        Self.remove(exec.execID, from: &ofThread, at: Self.thread(exec.pid, exec.tid))
    }

    private static func remove<Key: Hashable>(
        _ id: UInt64, from ids: inout [Key: Set<UInt64>], at key: Key
    ) {
        guard ids[key]?.remove(id) != nil, ids[key]?.isEmpty ?? false else { return }
        ids[key] = nil
    }

    /// The oldest execs, as many as must go for the rest to fit into `limit`.
    func oldest(beyond limit: Int) -> [PendingExec] {
        var rest = bytes
        var oldest: [PendingExec] = []
        for exec in execs.values.sorted(by: { $0.time < $1.time }) {
            guard rest > limit else { break }
            rest -= exec.memory
            oldest.append(exec)
        }
        return oldest
    }
}

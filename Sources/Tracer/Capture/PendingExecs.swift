/// The execs of which not every record has come, by exec_id; and how much memory they take.
struct PendingExecs {
    private var execs: [UInt64: PendingExec] = [:]
    /// By process, so that its next exec finds those before it without going through all.
    private var ids: [UInt32: [UInt64]] = [:]
    /// What their strings take, in bytes.
    private(set) var bytes = 0

    var isEmpty: Bool { execs.isEmpty }
    var count: Int { execs.count }
    var all: [PendingExec] { Array(execs.values) }

    func contains(_ id: UInt64) -> Bool { execs[id] != nil }

    /// Those of a process.
    func of(_ pid: UInt32) -> [PendingExec] {
        guard !execs.isEmpty, let ids = ids[pid] else { return [] }
        return ids.compactMap { execs[$0] }
    }

    /// Hands an exec over, so that it has one owner while it grows; it is to be put back or removed.
    mutating func take(_ id: UInt64) -> PendingExec? {
        guard let exec = execs.removeValue(forKey: id) else { return nil }
        bytes -= exec.memory
        return exec
    }

    mutating func put(_ exec: PendingExec) {
        bytes += exec.memory
        execs[exec.execID] = exec
        guard !(ids[exec.pid]?.contains(exec.execID) ?? false) else { return }
        ids[exec.pid, default: []].append(exec.execID)
    }

    /// Forgets an exec, whether or not it has been taken.
    mutating func remove(_ exec: PendingExec) {
        _ = take(exec.execID)
        ids[exec.pid]?.removeAll { $0 == exec.execID }
        if ids[exec.pid]?.isEmpty ?? false { ids[exec.pid] = nil }
    }

    /// The execs that began longest ago, as many as must go for the others to take no more than `limit`.
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

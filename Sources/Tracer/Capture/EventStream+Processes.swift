internal import TracerWire

// Process and cgroup lifecycle.
extension EventStream {
    mutating func exit(
        _ record: borrowing WireRecord, _ sink: (TracerEvent) -> Void
    ) throws(WireError) {
        let exit = try record.load(event_exit.self)
        let pid = exit.header.pid
        // Two threads that exit at once may both report the exit of the process.
        guard recentExits.isNew(pid: pid, startTime: exit.start_time_ns) else { return }
        // Execs still in progress in this process will not continue.
        report(pending.of(pid), sink)
        let process = processes.remove(pid)
        if let process, process.isHidden { return }
        sink(
            .exit(
                ExitEvent(
                    time: exit.header.time_ns, execID: process?.execID ?? 0,
                    parentExecID: process?.parentExecID ?? 0, pid: pid, ppid: exit.header.ppid,
                    comm: process?.comm ?? [], waitStatus: exit.wait_status,
                    duration: exit.header.time_ns &- exit.start_time_ns,
                    execDuration: process?.execTime.map { exit.header.time_ns &- $0 },
                    usage: ResourceUsage(exit, pageSize: options.pageSize))))
    }

    mutating func cgroup(_ record: borrowing WireRecord) throws(WireError) {
        let cgroup = try record.load(event_cgroup.self)
        let names = try record.data(after: event_cgroup.self, count: Int(cgroup.length))
        cgroups.set(cgroup.cgroup_id, path: [UInt8](path: names, marks: cgroup.marks))
    }

    mutating func fork(
        _ record: borrowing WireRecord, _ sink: (TracerEvent) -> Void
    ) throws(WireError) {
        let fork = try record.load(event_fork.self)
        let parent = fork.header.pid
        // The previous process with this pid is gone, although its exit was not seen.
        report(pending.of(fork.child_pid), sink)
        processes.fork(parent, child: fork.child_pid, startTime: fork.child_start_time_ns)
        if let process = processes[parent], process.isHidden { return }
        sink(
            .fork(
                ForkEvent(
                    time: fork.header.time_ns, pid: fork.child_pid, ppid: parent,
                    comm: processes[parent]?.comm ?? [])))
    }
}

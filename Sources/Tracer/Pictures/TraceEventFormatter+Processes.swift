internal import TracerCapture
internal import TracerOutput

extension TraceEventFormatter {
    mutating func append(_ exec: ExecEvent, to buffer: inout OutputBuffer) {
        var process = process(of: exec, to: &buffer)
        guard exec.succeeded else {
            append(failed: exec, track: process.track, to: &buffer)
            live[exec.pid] = process
            return
        }
        if let before = process.exec {
            append(before, of: process, until: exec.time, exit: nil, to: &buffer)
        }
        keep(exec, in: &process)
        process.comm = exec.comm
        appendName(of: process, to: &buffer)
        process.hasName = true
        live[exec.pid] = process
    }

    mutating func append(_ fork: ForkEvent, to buffer: inout OutputBuffer) {
        // The previous process with this pid is gone, although its exit was not seen.
        if let before = live.removeValue(forKey: fork.pid) {
            end(before, at: fork.time, exit: nil, to: &buffer)
        }
        let process = begin(
            fork.pid, ppid: fork.ppid, start: fork.time, toldStart: nil, comm: fork.comm,
            parent: live[fork.ppid], to: &buffer)
        live[fork.pid] = process
    }

    mutating func append(_ exit: ExitEvent, to buffer: inout OutputBuffer) {
        let process =
            live.removeValue(forKey: exit.pid)
            ?? begin(
                exit.pid, ppid: exit.ppid,
                start: exit.time > exit.duration ? exit.time - exit.duration : 0, toldStart: nil,
                comm: exit.comm, parent: live[exit.ppid], to: &buffer)
        end(process, at: exit.time, exit: exit, to: &buffer)
    }

    /// The process of an exec; creates one if it was not seen before.
    private mutating func process(of exec: ExecEvent, to buffer: inout OutputBuffer) -> Process {
        if var process = live[exec.pid] {
            if process.toldStart == nil { process.toldStart = exec.startTime }
            if process.toldStart == exec.startTime { return process }
            live[exec.pid] = nil
            end(process, at: max(process.start, exec.startTime), exit: nil, to: &buffer)
        }
        let parent =
            live[exec.ppid].flatMap { parent in
                exec.parentExecID == 0 || parent.exec.map { $0.execID == exec.parentExecID } ?? true
                    ? parent : nil
            }
        return begin(
            exec.pid, ppid: exec.ppid, start: exec.startTime == 0 ? exec.time : exec.startTime,
            toldStart: exec.startTime, comm: exec.comm, parent: parent, to: &buffer)
    }

    /// Begins a new process: its track, and an arrow to it.
    private mutating func begin(
        _ pid: UInt32, ppid: UInt32, start: UInt64, toldStart: UInt64?, comm: [UInt8],
        parent: Process?, to buffer: inout OutputBuffer
    ) -> Process {
        if live.count >= Self.processLimit { endOldest(to: &buffer) }
        let (track, index) = newTrack(pid)
        let process = Process(
            track: track, pid: pid, ppid: ppid, start: start, toldStart: toldStart,
            comm: comm)
        begin("M", "", track: track, to: &buffer)
        buffer.member("name", "process_sort_index")
        buffer.key("args")
        buffer.beginObject()
        buffer.member("sort_index", index)
        buffer.endObject()
        buffer.endObject()
        guard let parent else { return process }
        // The arrow leads from inside the parent's slice to the beginning of the child's.
        begin("s", "fork", track: parent.track, to: &buffer)
        append(time: max(start, parent.start), to: &buffer)
        buffer.member("name", "fork")
        buffer.member("id", index)
        buffer.endObject()
        begin("f", "fork", track: track, to: &buffer)
        append(time: start, to: &buffer)
        buffer.member("name", "fork")
        buffer.member("bp", "e")
        buffer.member("id", index)
        buffer.endObject()
        return process
    }

    /// Names the track after the program that the process now runs.
    private mutating func appendName(of process: Process, to buffer: inout OutputBuffer) {
        for key in ["process_name", "thread_name"] as [StaticString] {
            begin("M", "", track: process.track, to: &buffer)
            buffer.member("name", key)
            buffer.key("args")
            buffer.beginObject()
            append(name: process.comm, to: &buffer)
            buffer.endObject()
            buffer.endObject()
        }
    }

    /// Ends a process's slices, the inner one first.
    ///
    /// - Parameter exit: nil if the end was not seen.
    mutating func end(
        _ process: Process, at time: UInt64, exit: ExitEvent?, to buffer: inout OutputBuffer
    ) {
        if !process.hasName { appendName(of: process, to: &buffer) }
        if let exec = process.exec {
            append(exec, of: process, until: time, exit: exit, to: &buffer)
        }
        liveBytes -= process.bytes
        begin("X", "process", track: process.track, to: &buffer)
        append(from: process.start, to: time, to: &buffer)
        append(name: process.comm, to: &buffer)
        buffer.key("args")
        buffer.beginObject()
        buffer.member("pid", process.pid)
        buffer.member("ppid", process.ppid)
        append(exit: exit, to: &buffer)
        buffer.endObject()
        buffer.endObject()
    }

    /// Ends the oldest quarter of the live processes, whose exits were lost.
    private mutating func endOldest(to buffer: inout OutputBuffer) {
        let oldest = live.values.sorted { $0.start < $1.start }.prefix(live.count / 4)
        for process in oldest {
            live[process.pid] = nil
            end(process, at: last, exit: nil, to: &buffer)
        }
    }
}

internal import TracerWire

/// Turns records into events.
///
/// Records go in, in the order of the ring buffer; events come out as soon as they are whole, or when
/// it is certain that they never will be. Not thread-safe.
public struct EventStream {
    public struct Options: Sendable {
        /// Report execs that failed.
        public var reportFailed = false
        /// How long the next record of an exec may take once the ring has been emptied, in
        /// nanoseconds: they are sent in one go.
        public var recordTimeout: UInt64 = 200_000_000
        /// How long an exec may take between the entry of the system call and its end.
        public var execTimeout: UInt64 = 60_000_000_000
        public var processLimit = ProcessTable.defaultLimit
        /// Keep the environments of live processes, for those of their children to be compared with.
        public var keepsEnvironments = true
        /// What these may take, in bytes.
        public var environmentBudget = ProcessTable.defaultBudget
        /// What execs may take of which records are still to come, in bytes. The largest that the kernel
        /// allows takes 6 MiB.
        public var pendingBudget = 64 << 20
        /// Of this host, in bytes: what resident memory is counted in.
        public var pageSize: UInt64 = 4096

        public init() {}
    }

    /// Looks for the strings of an exec of which a part was lost, elsewhere: gets the event and the
    /// address of the new program's arguments (`mm->arg_start`); nil if the process is another one by now.
    public typealias Healer = (ExecEvent, _ argumentsStart: UInt64) -> ProcessStrings?

    /// Whether a program of that name is shown.
    public typealias Filter = (_ comm: [UInt8]) -> Bool

    let options: Options
    private let heal: Healer?
    private let isShown: Filter?
    var pending = PendingExecs()
    /// When overdue execs are looked for again, in the consumer's time.
    private var nextLook: UInt64 = 0
    private var sequences = SequenceTracker()
    private var counts = CaptureSummary()
    /// Bytes of strings that the execs so far had, whether or not they arrived: handling an exec takes time by that.
    public private(set) var execBytes: UInt64 = 0
    var recentExits = RecentExits()
    var cgroups = CgroupTable()
    var connections = ConnectionTable()
    /// The processes that are alive, as far as they were seen.
    public internal(set) var processes: ProcessTable

    public init(options: Options = Options(), heal: Healer? = nil, isShown: Filter? = nil) {
        self.options = options
        self.heal = heal
        self.isShown = isShown
        processes = ProcessTable(limit: options.processLimit, budget: options.environmentBudget)
    }

    /// Tells of a process from before the trace, so that its children's parent is known.
    public mutating func seed(_ process: ProcessMetadata) {
        guard processes[process.pid] == nil else { return }
        var process = process
        process.isHidden = isHidden(process.comm)
        processes.set(process)
    }

    /// Takes one record.
    ///
    /// - Parameters:
    ///   - bytes: The record in place; what is kept of it is copied.
    ///   - now: The consumer's time in nanoseconds, from any clock that doesn't jump.
    ///   - sink: Gets the events that this record completes.
    /// - Throws: `WireError`. The record is counted as malformed, and the stream goes on.
    public mutating func consume(
        _ bytes: RawSpan, now: UInt64, _ sink: (TracerEvent) -> Void
    ) throws(WireError) {
        counts.received &+= 1
        do {
            try route(bytes, now: now, sink)
        } catch {
            counts.malformed &+= 1
            throw error
        }
    }

    private mutating func route(
        _ bytes: RawSpan, now: UInt64, _ sink: (TracerEvent) -> Void
    ) throws(WireError) {
        let record = try WireRecord(bytes)
        if record.header.cpu != UInt32(NO_SEQUENCE) {
            sequences.note(cpu: record.header.cpu, sequence: record.header.sequence)
        }
        switch event_type(rawValue: record.header.type) {
        case EVENT_EXEC: try exec(record, now: now, sink)
        case EVENT_EXEC_ENV_CHUNK: try chunk(record, now: now, sink)
        case EVENT_ENV_VAR: try variable(record, now: now, sink)
        case EVENT_EXIT: try exit(record, sink)
        case EVENT_FORK: try fork(record, sink)
        case EVENT_CGROUP: try cgroup(record)
        case EVENT_TCP_CONNECT: try connection(record, .connect, sink)
        case EVENT_TCP_CLOSE: try connection(record, .close, sink)
        default: throw .unknownType(record.header.type)
        }
    }

    /// Whether there are execs of which not every record has come.
    public var hasPending: Bool { !pending.isEmpty }

    /// Reports execs of which a record is overdue. To be called when the ring has been emptied.
    public mutating func flush(now: UInt64, _ sink: (TracerEvent) -> Void) {
        guard !pending.isEmpty, now >= nextLook else { return }
        // To go through many takes time that the next records have to wait.
        nextLook = pending.count < 1000 ? 0 : now &+ options.recordTimeout / 8
        let overdue = pending.overdue { exec in
            // As long as nothing was lost the EXEC record will come, even after minutes (a program
            // on a file system that hangs), or the process's exit will.
            if exec.event == nil, sequences.gaps == 0 { return false }
            let limit = exec.event == nil ? options.execTimeout : options.recordTimeout
            return now > exec.lastRecord && now - exec.lastRecord > limit
        }
        report(overdue, sink)
    }

    /// Reports everything that is left. No record may follow.
    public mutating func finish(_ sink: (TracerEvent) -> Void) {
        report(pending.all, sink)
    }

    /// What has been captured, beside what the kernel's half counted.
    public func summary(_ kernel: KernelCounters) -> CaptureSummary {
        var summary = counts
        summary.sequenceGaps = sequences.gaps
        summary.environmentsDropped = processes.dropped
        summary.cgroupsDropped = cgroups.dropped
        summary.kernel = kernel
        return summary
    }
}

// MARK: - Execs

extension EventStream {
    private mutating func exec(
        _ record: borrowing WireRecord, now: UInt64, _ sink: (TracerEvent) -> Void
    ) throws(WireError) {
        let exec = try record.load(event_exec.self)
        var event = try ExecEvent(exec, in: record)
        let data = try record.data(
            after: event_exec.self, offset: exec.namesLength, count: Int(exec.data_length))
        if exec.flags & EXEC_CONTEXT.rawValue != 0, let cgroup = cgroups.use(exec.cgroup_id) {
            event.context.cgroupPath = cgroup.path
            event.context.container = cgroup.container
        }
        let isBlock = exec.flags & EXEC_BLOCK.rawValue != 0
        let isStreamed = exec.flags & EXEC_STREAMED.rawValue != 0

        // The other threads of a process end with its exec; and a thread that execs again is through
        // with the exec before. What they still wait for was lost.
        supersede(exec.header, wholeProcess: exec.result == 0, sink)

        if exec.flags & EXEC_PAST_RETURN.rawValue != 0 {
            event.take(copied: [UInt8](copying: data))
            report(event, argumentsStart: exec.args_start, sink)
            return
        }

        // The common case: everything is in this one record.
        if isBlock, !isStreamed, UInt64(data.byteCount) == exec.args_bytes &+ exec.env_bytes,
            exec.args_bytes <= UInt64(data.byteCount)
        {
            let split = Int(exec.args_bytes)
            event.arguments = StringList(block: [UInt8](copying: data.extracting(0..<split)))
            event.environment = Environment(
                block: [UInt8](copying: data.extracting(split..<data.byteCount)))
            event.argumentBytesReceived = exec.args_bytes
            event.environmentBytesReceived = exec.env_bytes
            report(event, argumentsStart: exec.args_start, sink)
            return
        }

        let argumentsOnly = exec.flags & EXEC_ARGS_ONLY.rawValue != 0
        var block: BlockCollector?
        if isBlock {
            var collector = try BlockCollector(
                argumentBytes: exec.args_bytes, environmentBytes: exec.env_bytes)
            collector.add(data, at: 0, length: data.byteCount, cause: nil)
            if exec.flags & EXEC_CUT_SHORT.rawValue != 0 { collector.end() }
            block = collector
        }
        var whole = pending.take(exec.header.exec_id) ?? PendingExec(exec.header, now: now)
        whole.event = event
        whole.lastRecord = now
        whole.argumentsStart = exec.args_start
        whole.isStreamed = isStreamed
        whole.cause = MissingCause(wire: exec.cause)
        whole.argumentsOnly = isBlock && argumentsOnly
        whole.block = block
        settle(whole, sink)
    }

    private mutating func chunk(
        _ record: borrowing WireRecord, now: UInt64, _ sink: (TracerEvent) -> Void
    ) throws(WireError) {
        let chunk = try record.load(event_exec_env_chunk.self)
        let cause = MissingCause(wire: chunk.cause)
        let data = try record.data(
            after: event_exec_env_chunk.self, count: cause == nil ? Int(chunk.length) : 0)
        // An exec that was given up, and reported as incomplete, gets no second event.
        guard var whole = pending.take(chunk.header.exec_id) else { return }
        whole.lastRecord = now
        whole.block?.add(
            data, at: Int(clamping: chunk.offset), length: Int(chunk.length), cause: cause)
        settle(whole, sink)
    }

    private mutating func variable(
        _ record: borrowing WireRecord, now: UInt64, _ sink: (TracerEvent) -> Void
    ) throws(WireError) {
        let variable = try record.load(event_env_var.self)
        let data = try record.data(after: event_env_var.self, count: Int(variable.length))
        let header = variable.header
        if !pending.contains(header.exec_id) {
            supersede(header, wholeProcess: false, sink)
        }
        var whole = pending.take(header.exec_id) ?? PendingExec(header, now: now)
        whole.lastRecord = now
        var variables = whole.variables ?? EnvVarCollector()
        // One owner while it grows, so that nothing is copied.
        whole.variables = nil
        // Whether or not it makes sense, what came before it is kept.
        defer {
            whole.variables = variables
            put(whole, sink)
        }
        try variables.add(variable, data)
    }

    /// Reports the unfinished execs of the record's thread, or process, since another one follows them.
    private mutating func supersede(
        _ header: event_header, wholeProcess: Bool, _ sink: (TracerEvent) -> Void
    ) {
        guard !pending.isEmpty else { return }
        let before =
            wholeProcess ? pending.of(header.pid) : pending.of(header.pid, thread: header.tid)
        report(before.filter { $0.execID != header.exec_id }, sink)
    }

    /// Reports an exec if it is at its end, else keeps it.
    private mutating func settle(_ whole: PendingExec, _ sink: (TracerEvent) -> Void) {
        guard whole.isAtEnd else { return put(whole, sink) }
        pending.remove(whole)
        finish(whole, sink)
    }

    /// Keeps an exec until its next record; those that began longest ago make room for it.
    private mutating func put(_ whole: PendingExec, _ sink: (TracerEvent) -> Void) {
        pending.put(whole)
        guard pending.bytes > options.pendingBudget else { return }
        let oldest = pending.oldest(beyond: options.pendingBudget / 4 * 3)
        counts.unfinishedDropped &+= UInt64(oldest.count)
        report(oldest, sink)
    }

    /// Reports execs that will get no more records, in the order in which they began.
    mutating func report(_ execs: [PendingExec], _ sink: (TracerEvent) -> Void) {
        for whole in execs.sorted(by: { $0.time < $1.time }) {
            pending.remove(whole)
            // Without an EXEC record, and none lost: a thread that was killed inside the call.
            if whole.event == nil, sequences.gaps == 0 { continue }
            finish(whole, sink)
        }
    }

    /// Reports an exec that gets no more records; what was lost of it may be found elsewhere.
    private mutating func finish(_ whole: PendingExec, _ sink: (TracerEvent) -> Void) {
        var whole = whole
        var event = whole.finished()
        let start = whole.argumentsStart
        if event.succeeded, event.hasLostRecords, start != 0, let strings = heal?(event, start) {
            whole.fill(&event, from: strings)
            if event.source == .proc { counts.healed &+= 1 }
        }
        report(event, argumentsStart: start, sink)
    }

    private mutating func report(
        _ event: consuming ExecEvent, argumentsStart: UInt64, _ sink: (TracerEvent) -> Void
    ) {
        var event = event
        execBytes &+= event.argumentBytes &+ event.environmentBytes
        let parent = parent(of: event)
        event.parentEnvironment = parent?.environment
        event.parentExecID = parentExec(of: event, parent)
        event.context.parentExecutable = parentExecutable(of: event, parent)
        let isHidden = isHidden(event.comm)
        guard event.succeeded else {
            guard options.reportFailed, !isHidden else { return }
            counts.failed &+= 1
            sink(.exec(event))
            return
        }
        var process = ProcessMetadata(
            pid: event.pid, ppid: event.ppid, startTime: event.startTime, execID: event.execID,
            comm: event.comm)
        if options.keepsEnvironments,
            !event.missing.contains(where: { $0.part == .environment }),
            !event.filled.contains(where: { $0.part == .environment })
        {
            process.environment = event.environment
        }
        process.parentExecID = event.parentExecID
        process.executable = event.context.executable
        process.parentExecutable = event.context.parentExecutable
        process.argumentsStart = argumentsStart
        process.execTime = event.time
        process.isHidden = isHidden
        processes.set(process)
        guard !isHidden else {
            counts.filteredHere &+= 1
            return
        }
        counts.execs &+= 1
        if event.isComplete { counts.complete &+= 1 } else { counts.incomplete &+= 1 }
        sink(.exec(event))
    }
}

extension EventStream {
    /// The parent, if what is known of it is of the program that it ran then: another one's exec may have
    /// been lost or filtered.
    private func parent(of event: ExecEvent) -> ProcessMetadata? {
        guard let parent = processes[event.ppid] else { return nil }
        let start = event.parentArgumentsStart
        return start == 0 || parent.argumentsStart == 0 || start == parent.argumentsStart
            ? parent : nil
    }

    /// The exec whose program forked the process; if its fork was not seen, that of its parent.
    private func parentExec(of event: ExecEvent, _ parent: ProcessMetadata?) -> UInt64 {
        if let process = processes[event.pid], process.startTime == event.startTime {
            return process.parentExecID
        }
        return parent?.execID ?? 0
    }

    private func parentExecutable(of event: ExecEvent, _ parent: ProcessMetadata?) -> [UInt8] {
        if let process = processes[event.pid], process.startTime == event.startTime {
            return process.parentExecutable
        }
        return parent?.executable ?? []
    }

    private func isHidden(_ comm: [UInt8]) -> Bool {
        guard let isShown else { return false }
        return !isShown(comm)
    }
}

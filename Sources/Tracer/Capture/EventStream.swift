internal import TracerWire

/// Turns records into events.
///
/// Records go in, in ring buffer order. An event comes out once it is complete, or once it is certain that it
/// never will be. Not thread-safe.
public struct EventStream {
    public struct Options: Sendable {
        /// Report execs that failed.
        public var reportFailed = false
        /// How long to wait for the next record of an exec after the ring buffer has been drained, in
        /// nanoseconds. The records of an exec are sent back to back.
        public var recordTimeout: UInt64 = 200_000_000
        /// The longest time an exec may take from system call entry to exit, in nanoseconds.
        public var execTimeout: UInt64 = 60_000_000_000
        public var processLimit = ProcessTable.defaultLimit
        /// Keep the environments of live processes, to compare those of their children with them.
        public var keepsEnvironments = true
        /// Memory limit for these environments, in bytes.
        public var environmentBudget = ProcessTable.defaultBudget
        /// Memory limit for execs that wait for more records, in bytes. The largest exec the kernel allows
        /// takes 6 MiB.
        public var pendingBudget = 64 << 20
        /// Page size of this host, in bytes: the unit of resident memory.
        public var pageSize: UInt64 = 4096

        public init() {}
    }

    /// Recovers lost strings of an exec from elsewhere. It gets the event and the address of the new
    /// program's arguments (`mm->arg_start`), and returns nil if the pid now belongs to another process.
    public typealias Healer = (ExecEvent, _ argumentsStart: UInt64) -> ProcessStrings?

    /// Whether to show a program with this name.
    public typealias Filter = (_ comm: [UInt8]) -> Bool

    let options: Options
    private let heal: Healer?
    private let isShown: Filter?
    var pending = PendingExecs()
    private var environments = RecentEnvironments()
    /// When to look for overdue execs again, on the consumer's clock.
    private var nextLook: UInt64 = 0
    private var sequences = SequenceTracker()
    private var counts = CaptureSummary()
    /// Total string bytes of all execs, received or not: the time to handle an exec depends on them.
    public private(set) var execBytes: UInt64 = 0
    var recentExits = RecentExits()
    var cgroups = CgroupTable()
    var connections = ConnectionTable()
    /// The known live processes.
    public internal(set) var processes: ProcessTable

    public init(options: Options = Options(), heal: Healer? = nil, isShown: Filter? = nil) {
        self.options = options
        self.heal = heal
        self.isShown = isShown
        processes = ProcessTable(limit: options.processLimit, budget: options.environmentBudget)
    }

    /// Whether there is room for environments of processes that started before the trace. If not, reading them
    /// is a waste of time.
    public var hasRoomForEnvironments: Bool {
        options.keepsEnvironments && processes.bytes < options.environmentBudget / 4 * 3
    }

    /// Adds a process that started before the trace, so that its children have a known parent.
    ///
    /// - Parameter withoutRoom: Whether its environment was left out for lack of room.
    public mutating func seed(_ process: ProcessMetadata, withoutRoom: Bool = false) {
        guard processes[process.pid] == nil else { return }
        if withoutRoom, options.keepsEnvironments { processes.countDropped() }
        var process = process
        process.isHidden = isHidden(process.comm)
        processes.set(process)
    }

    /// Processes one record.
    ///
    /// - Parameters:
    ///   - bytes: The record in place; anything kept from it is copied.
    ///   - now: The consumer's time in nanoseconds, from any clock that doesn't jump.
    ///   - sink: Gets the events that this record completes.
    /// - Throws: `WireError`. The record is counted as malformed, and the stream continues.
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

    /// Whether any exec waits for more records.
    public var hasPending: Bool { !pending.isEmpty }

    /// Reports execs with an overdue record. Call this when the ring buffer has been drained.
    public mutating func flush(now: UInt64, _ sink: (TracerEvent) -> Void) {
        guard !pending.isEmpty, now >= nextLook else { return }
        // Scanning many pending execs delays the next records.
        nextLook = pending.count < 1000 ? 0 : now &+ options.recordTimeout / 8
        let overdue = pending.overdue { exec in
            // If nothing was lost, the EXEC record will still come, even after minutes (a program on a file
            // system that hangs), or the process will exit.
            if exec.event == nil, sequences.gaps == 0 { return false }
            let limit = exec.event == nil ? options.execTimeout : options.recordTimeout
            return now > exec.lastRecord && now - exec.lastRecord > limit
        }
        report(overdue, sink)
    }

    /// Counts a record that there is no time to read.
    public mutating func leaveUnread(_ bytes: RawSpan) {
        counts.unread &+= 1
        guard let record = try? WireRecord(bytes) else { return }
        if record.header.type == EVENT_EXEC.rawValue { counts.unreadExecs &+= 1 }
    }

    /// Reports everything that is left. Pass no records after this.
    ///
    /// - Parameter healing: Whether there is still time to recover lost parts.
    public mutating func finish(
        healing: () -> Bool = { true }, _ sink: (TracerEvent) -> Void
    ) {
        report(pending.all, healing: healing, sink)
    }

    /// The user-space counts, combined with those of the BPF programs.
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

        // A successful exec ends the other threads of its process, and a thread that calls exec again has
        // finished its previous exec. Records they still wait for were lost.
        supersede(exec.header, wholeProcess: exec.result == 0, sink)

        if exec.flags & EXEC_PAST_RETURN.rawValue != 0 {
            event.take(copied: [UInt8](copying: data))
            report(event, argumentsStart: exec.args_start, sink)
            return
        }

        // The common case: this record holds everything.
        if isBlock, !isStreamed, UInt64(data.byteCount) == exec.args_bytes &+ exec.env_bytes,
            exec.args_bytes <= UInt64(data.byteCount)
        {
            let split = Int(exec.args_bytes)
            event.arguments = StringList(block: [UInt8](copying: data.extracting(0..<split)))
            event.environment = environments.environment(
                in: data.extracting(split..<data.byteCount))
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
        // An exec that was already reported as incomplete gets no second event.
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
        // Keep a single owner while it grows, to avoid copies.
        whole.variables = nil
        // Keep what came before this record, even if the record is malformed.
        defer {
            whole.variables = variables
            put(whole, sink)
        }
        try variables.add(variable, data)
    }

    /// Reports the unfinished execs of the record's thread, or process, because a new exec follows them.
    private mutating func supersede(
        _ header: event_header, wholeProcess: Bool, _ sink: (TracerEvent) -> Void
    ) {
        guard !pending.isEmpty else { return }
        let before =
            wholeProcess ? pending.of(header.pid) : pending.of(header.pid, thread: header.tid)
        report(before.filter { $0.execID != header.exec_id }, sink)
    }

    /// Reports an exec that is complete, and keeps any other.
    private mutating func settle(_ whole: PendingExec, _ sink: (TracerEvent) -> Void) {
        guard whole.isAtEnd else { return put(whole, sink) }
        pending.remove(whole)
        finish(whole, sink)
    }

    /// Keeps an exec until its next record, and reports the oldest ones to stay within the budget.
    private mutating func put(_ whole: PendingExec, _ sink: (TracerEvent) -> Void) {
        pending.put(whole)
        guard pending.bytes > options.pendingBudget else { return }
        let oldest = pending.oldest(beyond: options.pendingBudget / 4 * 3)
        counts.unfinishedDropped &+= UInt64(oldest.count)
        report(oldest, sink)
    }

    /// Reports execs that will get no more records, in start order.
    mutating func report(
        _ execs: [PendingExec], healing: () -> Bool = { true }, _ sink: (TracerEvent) -> Void
    ) {
        for whole in execs.sorted(by: { $0.time < $1.time }) {
            pending.remove(whole)
            // No EXEC record and no loss: the thread was killed inside the call.
            if whole.event == nil, sequences.gaps == 0 { continue }
            finish(whole, healing: healing, sink)
        }
    }

    /// Reports an exec that will get no more records; lost parts may be recovered from elsewhere.
    private mutating func finish(
        _ whole: PendingExec, healing: () -> Bool = { true }, _ sink: (TracerEvent) -> Void
    ) {
        var whole = whole
        var event = whole.finished()
        let start = whole.argumentsStart
        if event.succeeded, event.hasLostRecords, start != 0, healing(),
            let strings = heal?(event, start)
        {
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
        if var descriptors = event.descriptors,
            let previous = program(before: event)?.descriptors ?? parent?.descriptors
        {
            StandardDescriptor.mark(&descriptors, against: previous)
            event.descriptors = descriptors
        }
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
        process.descriptors = event.descriptors
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
    /// The parent, unless it now runs another program than it ran at the time of the exec: the exec of that
    /// other program may have been lost or filtered.
    private func parent(of event: ExecEvent) -> ProcessMetadata? {
        guard let parent = processes[event.ppid] else { return nil }
        let start = event.parentArgumentsStart
        return start == 0 || parent.argumentsStart == 0 || start == parent.argumentsStart
            ? parent : nil
    }

    /// The process with the program that it runs until this exec.
    private func program(before event: ExecEvent) -> ProcessMetadata? {
        guard let process = processes[event.pid], process.startTime == event.startTime else { return nil }
        return process
    }

    /// The exec whose program forked the process; if that fork was not seen, the parent's exec.
    private func parentExec(of event: ExecEvent, _ parent: ProcessMetadata?) -> UInt64 {
        program(before: event)?.parentExecID ?? parent?.execID ?? 0
    }

    private func parentExecutable(of event: ExecEvent, _ parent: ProcessMetadata?) -> [UInt8] {
        program(before: event)?.parentExecutable ?? parent?.executable ?? []
    }

    private func isHidden(_ comm: [UInt8]) -> Bool {
        guard let isShown else { return false }
        return !isShown(comm)
    }
}

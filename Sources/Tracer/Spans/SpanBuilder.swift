public import TracerCapture
public import TracerOutput

/// Makes spans of events.
///
/// Events go in, in the order in which the tracer reports them; spans come out when they have ended,
/// the root span last. A span begins with the fork for the first exec of a process, with the exec itself
/// for a later one of the same process, and ends with the next exec or with the exit.
///
/// ## Which trace, which parent
///
/// - The root span belongs to the trace of `SpanOptions.traceID`, else to the caller's (TRACEPARENT in
///   the tracer's own environment), else to a new one.
/// - An exec's parent is the exec whose program forked the process, or the root span if that is unknown.
/// - But if its environment has a TRACEPARENT that it didn't inherit, somebody made it a part of a trace:
///   it becomes a child of the span named there, and what it starts follows it. Inherited is one that the
///   parent has, too, or, of a process whose parent is unknown, the tracer's own.
///
/// Not thread-safe.
public struct SpanBuilder: Sendable {
    /// Gets spans that have ended.
    public typealias Sink = (Span) -> Void

    /// The span of a program that runs.
    struct Live {
        var span: Span
        var execID: UInt64
        /// When the process was forked, in boot time: tells processes of the same pid apart.
        var processStart: UInt64
    }

    /// A failed exec that no later one of the process made good.
    struct Failure {
        /// The span that has the event; nil for the root span.
        var owner: UInt32?
        var message: [UInt8]
    }

    let options: SpanOptions
    let clock: WallClock
    /// By pid.
    var live: [UInt32: Live] = [:]
    var references = SpanReferences()
    /// By pid.
    var failures: [UInt32: Failure] = [:]
    /// By connection.
    var connections: [UInt64: Span] = [:]
    /// How many connections there have been: their spans' ids are made of it.
    var connectionCount: UInt64 = 0
    var root: Span
    /// The command's process; nil until it is known.
    private var rootPID: UInt32?
    /// What a recorded run shows of its command.
    var recorded: RecordedCommand?
    /// Boot time: what began before is taken to have begun then.
    private var start: UInt64
    /// Boot time of the last event.
    private var lastTime: UInt64
    // Kept from exec to exec for its memory only.
    var diff = EnvironmentDiff()

    /// Beyond these the oldest are ended, or not kept.
    static var liveLimit: Int { 65536 }
    static var eventLimit: Int { 128 }

    public init(_ options: SpanOptions, clock: WallClock) {
        self.options = options
        self.clock = clock
        start = options.start
        lastTime = options.start
        root = Self.root(options, clock: clock)
    }

    /// Takes an event; `sink` gets the spans that it ends.
    public mutating func take(_ event: TracerEvent, _ sink: Sink) {
        switch event {
        case .exec(let exec):
            see(exec.time)
            take(exec, sink)
        case .exit(let exit):
            see(exit.time)
            take(exit, sink)
        case .fork(let fork): see(fork.time)
        case .tcp(let tcp):
            see(tcp.time)
            take(tcp, sink)
        }
    }

    private mutating func see(_ time: UInt64) {
        if options.isRecorded, lastTime == 0 {
            start = time
            root.start = nanoseconds(time)
        }
        lastTime = max(lastTime, time)
    }

    /// Ends what is still going on, and at last the root span.
    ///
    /// - Parameter time: Now, in boot time; nil for the time of the last event.
    public mutating func finish(at time: UInt64?, _ summary: CaptureSummary, _ sink: Sink) {
        let end = max(time ?? lastTime, lastTime)
        for (_, connection) in connections.sorted(by: { $0.key < $1.key }) {
            finish(open: connection, at: end, sink)
        }
        connections.removeAll()
        for failure in failures.values { note(failure) }
        failures.removeAll()
        for process in live.values.sorted(by: { $0.span.start < $1.span.start }) {
            self.end(process, at: end, .running, sink)
        }
        live.removeAll()
        finishRoot(at: end, summary)
        sink(root)
    }
}

// MARK: - Execs and exits

extension SpanBuilder {
    private mutating func take(_ exec: ExecEvent, _ sink: Sink) {
        if rootPID == nil, !options.command.strings.isEmpty {
            // The command was forked long before it was let go.
            rootPID = exec.pid
            root.start = nanoseconds(exec.time)
        }
        guard exec.succeeded else {
            take(failed: exec)
            return
        }
        failures[exec.pid] = nil
        var isFirst = true
        if let before = live.removeValue(forKey: exec.pid) {
            isFirst = before.processStart != exec.startTime
            // Another process of the same pid: the exit of the one before was lost.
            end(before, at: isFirst ? exec.startTime : exec.time, isFirst ? .unknown : .exec, sink)
        }
        if live.count >= Self.liveLimit { endOldest(at: exec.time, sink) }

        if options.isRecorded, references[exec.parentExecID] == nil { note(top: exec) }
        let (reference, parent, isRemote) = place(of: exec)
        let isForked = isFirst && exec.startTime > start && exec.pid != rootPID
        var span = Span(
            traceID: reference.traceID, spanID: reference.spanID, parentSpanID: parent,
            name: name(of: exec), start: nanoseconds(isForked ? exec.startTime : exec.time))
        span.hasRemoteParent = isRemote
        span.attributes = attributes(of: exec)
        references.begin(exec.execID, reference)
        live[exec.pid] = Live(span: span, execID: exec.execID, processStart: exec.startTime)
    }

    /// The exec's own place, its parent, and whether that is another program's span.
    private func place(
        of exec: ExecEvent
    ) -> (SpanReferences.Reference, parent: SpanID, isRemote: Bool) {
        let known = exec.parentExecID == 0 ? nil : references[exec.parentExecID]
        var place = SpanReferences.Reference(
            traceID: known?.traceID ?? root.traceID,
            spanID: SpanID(number: exec.execID, seed: options.seed), pid: exec.pid,
            traceParent: TraceParent(in: exec.environment))
        if let caller = place.traceParent,
            caller != (known == nil ? options.caller : known?.traceParent)
        {
            place.traceID = caller.traceID
            return (place, caller.spanID, true)
        }
        return (place, known?.spanID ?? root.spanID, false)
    }

    private mutating func take(_ exit: ExitEvent, _ sink: Sink) {
        if exit.pid == rootPID { settle(&root, exit) }
        if exit.pid == recorded?.pid, recorded?.exit == nil { recorded?.exit = exit }
        if let failure = failures.removeValue(forKey: exit.pid) {
            note(failure)
        }
        guard var process = live.removeValue(forKey: exit.pid) else { return }
        // A process that was forked under the pid and never called exec.
        guard exit.execID == process.execID else {
            end(process, at: exit.time &- exit.duration, .unknown, sink)
            return
        }
        settle(&process.span, exit)
        appendUsage(of: exit, to: &process.span)
        end(process, at: exit.time, .exit, sink)
    }

    /// A failed exec becomes its span's error, unless that has one.
    private mutating func note(_ failure: Failure) {
        if let owner = failure.owner {
            guard live[owner]?.span.error == nil else { return }
            live[owner]?.span.error = failure.message
        } else if root.error == nil {
            root.error = failure.message
        }
    }

    /// Why a span ended.
    enum End {
        case exec, exit
        /// It did not: the trace is over.
        case running
        /// Nothing was seen of it.
        case unknown

        var name: String {
            switch self {
            case .exec: "exec"
            case .exit: "exit"
            case .running: "running"
            case .unknown: "unknown"
            }
        }
    }

    private mutating func end(_ process: Live, at time: UInt64, _ how: End, _ sink: Sink) {
        var span = process.span
        span.end = max(span.start, nanoseconds(time))
        span.attributes.append(SpanAttribute("swiftlet.process.end", how.name))
        references.end(process.execID)
        sink(span)
    }

    private mutating func endOldest(at time: UInt64, _ sink: Sink) {
        guard let oldest = live.min(by: { $0.value.span.start < $1.value.span.start }) else {
            return
        }
        live[oldest.key] = nil
        end(oldest.value, at: time, .unknown, sink)
    }

    func nanoseconds(_ bootTime: UInt64) -> UInt64 { clock.nanosecondsSince1970(bootTime) }
}

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
/// - If its environment has a TRACEPARENT that it didn't inherit, somebody made it a part of a trace. In the
///   trace of a command, which all programs descend from, it becomes a child of the span named there, and
///   what it starts follows it. Elsewhere any user's program could move its spans out of the trace, so the
///   span has a link to the one named there, unless a rule says that it joins (`ExecEvent.joinsTrace`). Inherited is a TRACEPARENT that the parent has, too; if the
///   parent is unknown, the tracer's own.
///
/// ## Memory
///
/// What spans hold of arguments and environments while their programs run is bounded in bytes. Programs for
/// which there is no room have a span without these, with the attribute `swiftlet.dropped`; the root span
/// says how many there were.
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
        /// Bytes of arguments and environment.
        var bytes: Int
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

    /// Bytes of all spans that have not ended, including the root span.
    var liveBytes = 0
    /// Programs whose arguments or environments found no room.
    var dropped: UInt64 = 0
    private let byteLimit: Int

    /// Beyond these the oldest are ended, or not kept.
    static var liveLimit: Int { 65536 }
    static var eventLimit: Int { 128 }
    static var defaultByteLimit: Int { 64 << 20 }
    /// In bytes.
    static var longestFileInMessage: Int { 256 }

    public init(_ options: SpanOptions, clock: WallClock) {
        self.init(options, clock: clock, byteLimit: Self.defaultByteLimit)
    }

    init(_ options: SpanOptions, clock: WallClock, byteLimit: Int) {
        self.options = options
        self.byteLimit = byteLimit
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
        let (reference, parent, isRemote, link) = place(of: exec)
        var exec = exec
        let size = makeFit(&exec)
        let isForked = isFirst && exec.startTime > start && exec.pid != rootPID
        var span = Span(
            traceID: reference.traceID, spanID: reference.spanID, parentSpanID: parent,
            name: name(of: exec), start: nanoseconds(isForked ? exec.startTime : exec.time))
        span.hasRemoteParent = isRemote
        if let link { span.links.append(link) }
        span.attributes = attributes(of: exec)
        if let size {
            liveBytes += size
        } else {
            dropped &+= 1
            span.attributes.append(
                SpanAttribute("swiftlet.dropped", "process.command_args, environment"))
        }
        references.begin(exec.execID, reference)
        live[exec.pid] = Live(
            span: span, execID: exec.execID, processStart: exec.startTime, bytes: size ?? 0)
    }

    func hasRoom(for size: Int) -> Bool { liveBytes <= byteLimit - size }

    /// Takes from an exec what its span has no room for: the arguments but the first, and the environment.
    ///
    /// - Returns: The bytes of arguments and environment that the span holds; nil if there was no room.
    private func makeFit(_ exec: inout ExecEvent) -> Int? {
        var size = exec.arguments.bytes.count
        // An attribute for each variable: a key and a value, with what each takes beside its bytes.
        if options.environment != .none {
            size += exec.environment.bytes.count + 160 * exec.environment.count
        }
        if hasRoom(for: size) { return size }
        var first = StringList()
        if exec.arguments.count > 0, let name = exec.arguments[0], name.count <= 4096 {
            first.append(name)
        }
        exec.arguments = first
        exec.environment = Environment()
        exec.parentEnvironment = nil
        return nil
    }

    /// The exec's own place, its parent, whether that is another program's span, and the span of another
    /// program that it is linked to.
    private func place(
        of exec: ExecEvent
    ) -> (SpanReferences.Reference, parent: SpanID, isRemote: Bool, link: SpanLink?) {
        let known = exec.parentExecID == 0 ? nil : references[exec.parentExecID]
        var place = SpanReferences.Reference(
            traceID: known?.traceID ?? root.traceID,
            spanID: SpanID(number: exec.execID, seed: options.seed), pid: exec.pid,
            traceParent: TraceParent(in: exec.environment))
        if let caller = place.traceParent,
            caller != (known == nil ? options.caller : known?.traceParent)
        {
            guard exec.joinsTrace || !options.command.strings.isEmpty else {
                let link = SpanLink(traceID: caller.traceID, spanID: caller.spanID)
                return (place, known?.spanID ?? root.spanID, false, link)
            }
            place.traceID = caller.traceID
            return (place, caller.spanID, true, nil)
        }
        return (place, known?.spanID ?? root.spanID, false, nil)
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
        liveBytes -= process.bytes
        sink(span)
    }

    /// A quarter of them at once, so that it costs each exec little.
    private mutating func endOldest(at time: UInt64, _ sink: Sink) {
        let byAge = live.map { (pid: $0.key, start: $0.value.span.start) }
            .sorted { ($0.start, $0.pid) < ($1.start, $1.pid) }
        for (pid, _) in byAge.prefix(max(live.count / 4, 1)) {
            guard let oldest = live.removeValue(forKey: pid) else { continue }
            end(oldest, at: time, .unknown, sink)
        }
    }

    func nanoseconds(_ bootTime: UInt64) -> UInt64 { clock.nanosecondsSince1970(bootTime) }
}

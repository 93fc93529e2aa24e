// Session: a running tracer.
//
//     EmbeddedObjects.process_tracer ──▶ ELFLoader ──▶ programs and maps in the kernel
//                                                             │ ring buffer
//     sink ◀── EventStream (../Capture) ◀── records in place ◀┘
//
// The session loads and attaches the programs, passes the ring buffer's records to the event stream, and
// reports at the end what was lost. It does not depend on how events are shown (../Output) or on command
// lines (swiftlet/).

internal import ELFLoader
internal import SwiftletShims
public import TracerCapture
internal import TracerWire

/// A running trace of this host, or of some processes and their descendants.
///
/// Not thread-safe. When the session is destroyed the programs are detached and the kernel frees everything;
/// the same happens if the process is killed.
public struct TraceSession: ~Copyable {
    let object: LoadedObject
    let programs: TracerPrograms
    private var links: [Link] = []
    private var ring: TraceRing
    /// Whether the next record must wake the reader. Shared memory: during a bpf(2) call that updates a map, the
    /// kernel skips programs on tracepoints of that CPU (`bpf_disable_instrumentation`), and a preemptible kernel
    /// may run a traced program meanwhile.
    private let consumerSleeps: LoadedVariable
    private var poller: RingBufferPoller
    private var stream: EventStream
    /// Whether pids in /proc equal those in events.
    let hasProc: Bool
    /// Whether the last check found the ring empty.
    private var isIdle = true
    /// Whether the last `drain` returned before the ring was empty.
    private var hasMore = false
    /// When the ring was last found empty: everything sent before then has been read.
    private var emptyAt: UInt64 = 0
    /// The last malformed record: a bug in the tracer itself.
    public private(set) var lastWireError: WireError?

    /// What a polled descriptor means.
    private enum Source {
        static var ring: UInt64 { 0 }
        static var other: UInt64 { 1 }
    }

    /// Loads the programs and maps the ring buffer. Nothing is attached yet.
    ///
    /// - Throws: `TraceError`.
    public init(_ options: TraceOptions) throws(TraceError) {
        try Self.checkPermission()
        let (programs, object) = try Self.load(try TracerPrograms.candidates(options))
        let ring = try TraceRing(object, limit: options.ringSize.limit)
        let poller = try Self.poller(ring.descriptor)
        var streamOptions = EventStream.Options()
        streamOptions.reportFailed = options.reportFailed
        streamOptions.pageSize = UInt64(swiftlet_page_size())
        streamOptions.keepsEnvironments = options.comparesEnvironments
        try programs.fillFilters(of: object)
        do { consumerSleeps = try object.variables["consumer_sleeps"] } catch { throw .load(error) }
        let hasProc = OwnNamespaces.hasProcOfItsOwn
        self.hasProc = hasProc
        stream = EventStream(
            options: streamOptions,
            heal: { event, argumentsStart in
                guard hasProc else { return nil }
                return ProcessFiles(pid: event.pid).strings(
                    of: event, argumentsStart: argumentsStart)
            }, isShown: programs.commFilter)
        self.object = object
        self.programs = programs
        self.ring = ring
        self.poller = poller
    }

    private static func poller(_ ring: Int32) throws(TraceError) -> RingBufferPoller {
        do throws(RingBufferError) {
            var poller = try RingBufferPoller()
            try poller.add(descriptor: ring, tag: Source.ring, onWakeUp: true)
            return poller
        } catch {
            throw .ring(error)
        }
    }

    /// Loads the first candidate that the kernel accepts; throws the error of the last one.
    private static func load(
        _ candidates: [TracerPrograms]
    ) throws(TraceError) -> (TracerPrograms, LoadedObject) {
        var failure = TraceError.notPermitted(missing: [])
        for candidate in candidates {
            do throws(TraceError) {
                return (candidate, try candidate.load())
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// The processes that a session reads from /proc when it attaches.
    public enum Known: Sendable {
        /// Every process of the host.
        case all
        /// This process and its ancestors. That is enough if only its own descendants are traced: their parents are
        /// traced too, or among these, where orphans go as well.
        case ancestors
    }

    /// Attaches the programs: from now on every exec, fork and exit is seen.
    ///
    /// - Parameter known: Which processes that started before events describe as parents.
    /// - Throws: `TraceError.load`; nothing then stays attached.
    public mutating func attach(knowing known: Known = .all) throws(TraceError) {
        do {
            var links: [Link] = []
            for name in programs.attached {
                links.append(try object.programs[name].attach())
            }
            self.links = links
        } catch {
            throw .load(error)
        }
        // Nothing is loaded from now on.
        KernelTypes.giveBack()
        guard hasProc else { return }
        // After attaching, so that every process is seen either here or by its fork or exec.
        for pid in known == .all ? ProcessFiles.all() : ProcessFiles.ancestors() {
            let files = ProcessFiles(pid: pid)
            let hasRoom = stream.hasRoomForEnvironments
            if let process = files.metadata(environment: hasRoom) {
                stream.seed(process, withoutRoom: !hasRoom)
            }
        }
    }

    /// The most records that one `drain` reads.
    private static var batch: Int { 512 }
    /// After this many bytes of exec strings, `drain` returns to let other work proceed. Anyone can start
    /// hundreds of execs at once with 6 MiB each, and all of it is searched for secrets or read from /proc.
    private static var batchBytes: UInt64 { 4 << 20 }
    /// The same after this time, in nanoseconds: reading /proc for an exec with lost parts takes up to 50 ms.
    private static var batchTime: UInt64 { 50_000_000 }

    /// Polls another descriptor too. It must stay open as long as the session.
    ///
    /// - Throws: `TraceError.ring`.
    public mutating func watch(_ descriptor: Int32) throws(TraceError) {
        do {
            try poller.add(descriptor: descriptor, tag: Source.other)
        } catch {
            throw .ring(error)
        }
    }

    /// Waits until there are records, a watched descriptor is readable, or the timeout expires.
    ///
    /// While records keep coming, this polls every few milliseconds instead of requesting a wake-up: a
    /// wake-up costs the traced process more than its record does.
    ///
    /// - Parameter atMost: Timeout in milliseconds; -1 for no timeout.
    /// - Returns: Whether a watched descriptor is readable.
    /// - Throws: `TraceError`.
    public mutating func wait(atMost: Int32) throws(TraceError) -> Bool {
        if isIdle { try sleepLightly() }
        let timeout = timeout(atMost: atMost)
        do throws(RingBufferError) {
            return try poller.wait(timeoutMilliseconds: timeout).contains(Source.other)
        } catch {
            throw .ring(error)
        }
    }

    /// How long `wait` sleeps, in milliseconds; -1 for no timeout.
    package func timeout(atMost: Int32) -> Int32 {
        // Whoever sent the last record may not have seen that the reader goes to sleep.
        if isIdle { return ring.isEmpty ? atMost : 0 }
        if hasMore { return 0 }
        return atMost < 0 ? Self.pause : min(atMost, Self.pause)
    }

    /// In milliseconds: a burst of execs fills a quarter of the ring in this time, and then wakes the reader.
    private static var pause: Int32 { 5 }

    /// Makes the next record wake the reader.
    private func sleepLightly() throws(TraceError) {
        do { try consumerSleeps.store(UInt32(1)) } catch { throw .map(error) }
        // Before the ring is checked once more.
        swiftlet_full_fence()
    }

    /// Reads available records: some hundreds at most, and fewer if the execs are large.
    ///
    /// - Parameter sink: Gets each event, in ring order.
    /// - Returns: The number of records read; 0 if there were none.
    /// - Throws: `TraceError.ring` if the ring holds data that no BPF program writes.
    @discardableResult
    public mutating func drain(_ sink: (TracerEvent) -> Void) throws(TraceError) -> Int {
        let now = swiftlet_clock_monotonic()
        let before = stream.execBytes
        let wasGrowing = ring.isGrowing
        var taken = 0
        hasMore = false
        let count = try ring.consume { record in
            Self.take(record, &stream, &lastWireError, now: now, sink)
            taken += 1
            hasMore =
                taken >= Self.batch || stream.execBytes &- before >= Self.batchBytes
                || swiftlet_clock_monotonic() &- now >= Self.batchTime
            return !hasMore
        }
        if wasGrowing, !ring.isGrowing { try watchRing() }
        if count == 0 { emptyAt = now }
        if ring.isTooSmall { try grow() }
        isIdle = count == 0 && !ring.isGrowing
        if let fault = ring.fault { throw .ring(fault) }
        return count
    }

    private static func take(
        _ record: RawSpan, _ stream: inout EventStream, _ lastError: inout WireError?, now: UInt64,
        _ sink: (TracerEvent) -> Void
    ) {
        do throws(WireError) {
            try stream.consume(record, now: now, sink)
        } catch {
            lastError = error
        }
    }

    /// Begins to replace a ring that fills up by a larger one.
    private mutating func grow() throws(TraceError) {
        do throws(RingBufferError) {
            // Remove it before its descriptor is closed.
            try poller.remove(descriptor: ring.descriptor)
        } catch {
            throw .ring(error)
        }
        try ring.grow()
    }

    private mutating func watchRing() throws(TraceError) {
        do throws(RingBufferError) {
            try poller.add(descriptor: ring.descriptor, tag: Source.ring, onWakeUp: true)
        } catch {
            throw .ring(error)
        }
    }

    /// The instructions that the verifier processed for all programs: what starting costs the kernel. For tests.
    package var verifiedInstructions: Int {
        object.programs.reduce(0) { sum, program in
            sum + ((try? program.info().verifiedInstructions) ?? 0)
        }
    }

    /// Whether an exec is incomplete; call `expire` periodically if so.
    public var isWaitingForParts: Bool { stream.hasPending }

    /// The current size of the ring buffer, in bytes.
    public var ringSize: Int { ring.size }

    /// Reports execs whose missing parts are overdue. Call this after `drain`, a few times a second.
    public mutating func expire(_ sink: (TracerEvent) -> Void) {
        stream.flush(now: emptyAt, sink)
    }

    /// Detaches the programs, reads what is left, and computes the summary.
    ///
    /// - Parameter atMost: How long to read records, in milliseconds; nil for as long as it takes. Records still
    ///   in the ring after that are counted as unread, and missing parts of execs are not recovered.
    /// - Throws: `TraceError.map` if the kernel's counters can't be read.
    public mutating func stop(
        atMost: UInt64? = nil, _ sink: (TracerEvent) -> Void
    ) throws(TraceError) -> CaptureSummary {
        let recursionMisses = try lostRuns()
        // Second programs first: without its first program, one would count runs as missed that were not.
        links.removeAll { TracerPrograms.isSecond($0.program) }
        while !links.isEmpty { links.removeLast() }
        let begin = swiftlet_clock_monotonic()
        func isLate() -> Bool {
            guard let atMost else { return false }
            return swiftlet_clock_monotonic() - begin >= atMost * 1_000_000
        }
        while !isLate(), try drain(sink) > 0 || ring.isGrowing {}
        try countUnread()
        stream.finish(healing: { !isLate() }, sink)
        var counters = try counters()
        counters.recursionMisses = recursionMisses
        return stream.summary(counters)
    }

    /// Counts the records left in the ring, reading only their headers.
    private mutating func countUnread() throws(TraceError) {
        repeat {
            _ = try ring.consume { record in
                stream.leaveUnread(record)
                return true
            }
            if let fault = ring.fault { throw .ring(fault) }
        } while ring.isGrowing
    }

    private func counters() throws(TraceError) -> KernelCounters {
        let map: LoadedMap
        do { map = try object.maps["counters_map"] } catch { throw .load(error) }
        do {
            let value = try map.lookup(key: [0, 0, 0, 0]) ?? []
            let slots = Int(COUNTER_SLOTS.rawValue)
            var sums = [UInt64](repeating: 0, count: slots)
            let bytes = ByteView(value)
            for cpu in 0..<value.count / (slots * 8) {
                for slot in 0..<slots {
                    sums[slot] &+=
                        (try? bytes.load(UInt64.self, at: (cpu * slots + slot) * 8, .host)) ?? 0
                }
            }
            return KernelCounters(slots: sums)
        } catch {
            throw .map(error)
        }
    }

    /// Runs that the kernel skipped and no second program made up for, while all of them are attached: without
    /// its second program, what a first one misses would count as lost, though the trace is over.
    private func lostRuns() throws(TraceError) -> UInt64 {
        var lost = UInt64.max
        // A second program may be about to make up for a miss that has been counted.
        for _ in 0..<5 where lost > 0 {
            let missed = missedRuns()
            let stoodIn = try counters().stoodIn
            lost = min(lost, missed > stoodIn ? missed - stoodIn : 0)
        }
        return lost
    }

    /// Runs that the kernel skipped because the program was already running on that CPU, for programs without
    /// a second one and for the first of each pair.
    private func missedRuns() -> UInt64 {
        var misses: [String: UInt64] = [:]
        for program in object.programs {
            misses[program.name] = (try? program.info().recursionMisses) ?? 0
        }
        return misses.reduce(0) { sum, program in
            guard !TracerPrograms.isSecond(program.key) else { return sum }
            // sys_exit runs for all system calls. An exec is lost only if the second program missed it, too, and
            // only if it failed: a stream that succeeds doesn't end there.
            guard program.key == "sys_exit" else { return sum + program.value }
            guard programs.options.reportFailed else { return sum }
            return sum + min(program.value, misses["sys_exit_again"] ?? 0)
        }
    }

    /// Checks whether this process may trace, as `init` does. Creates nothing.
    ///
    /// - Throws: `TraceError.notPermitted`, `TraceError.userNamespace`.
    public static func checkPermission() throws(TraceError) {
        guard OwnNamespaces.isUserInitial else { throw .userNamespace }
        guard let capabilities = Capabilities.current() else { return }
        var missing: [String] = []
        if !capabilities.bpf { missing.append("CAP_BPF") }
        if !capabilities.perfmon { missing.append("CAP_PERFMON") }
        guard missing.isEmpty else { throw .notPermitted(missing: missing) }
    }
}

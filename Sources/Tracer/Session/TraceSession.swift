// Session: the tracer as it runs.
//
//     EmbeddedObjects.process_tracer ──▶ ELFLoader ──▶ programs and maps in the kernel
//                                                             │ ring buffer
//     sink ◀── EventStream (../Capture) ◀── records in place ◀┘
//
// The session loads and attaches the programs, hands the ring's records to the event stream, and at
// the end works out what was lost. It knows nothing of how events are shown (../Output) nor of
// command lines (swiftlet/).

internal import ELFLoader
internal import SwiftletShims
public import TracerCapture
internal import TracerWire

/// A running trace of this host, or of some processes and their descendants.
///
/// Not thread-safe. When it goes away the programs are detached and the kernel frees everything;
/// that also happens if the process is killed.
public struct TraceSession: ~Copyable {
    let object: LoadedObject
    private let programs: TracerPrograms
    private var links: [Link] = []
    private var ring: TraceRing
    private var poller: RingBufferPoller
    private var stream: EventStream
    /// Whether a process has the same number in /proc as in events.
    let hasProc: Bool
    /// Whether the last look at the ring found nothing.
    private var isIdle = true
    /// When the ring was last looked at and found empty: what had been sent before has been read.
    private var emptyAt: UInt64 = 0
    /// The last record that could not be understood: a fault in the tracer itself.
    public private(set) var lastWireError: WireError?

    /// What a descriptor that is waited for means.
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

    /// The first candidate that the kernel takes; else the error of the last one.
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

    /// Attaches the programs: from here on every exec, fork and exit is seen.
    ///
    /// - Throws: `TraceError.load`; nothing stays attached then.
    public mutating func attach() throws(TraceError) {
        do {
            var links: [Link] = []
            for name in programs.attached {
                links.append(try object.programs[name].attach())
            }
            self.links = links
        } catch {
            throw .load(error)
        }
        guard hasProc else { return }
        // After attaching, so that no process is neither seen here nor by its fork or exec.
        for pid in ProcessFiles.all() {
            let files = ProcessFiles(pid: pid)
            if let process = files.metadata(environment: programs.options.comparesEnvironments) {
                stream.seed(process)
            }
        }
    }

    /// The most records that one `drain` takes.
    private static var batch: Int { 512 }
    /// In bytes of execs' strings: after so many, `drain` lets others have their turn. Anybody can start hundreds of
    /// execs at once with 6 MiB each, and all of that is searched for secrets, or read from /proc.
    private static var batchBytes: UInt64 { 4 << 20 }

    /// Waits for another descriptor, too: one that stays open as long as the session.
    ///
    /// - Throws: `TraceError.ring`.
    public mutating func watch(_ descriptor: Int32) throws(TraceError) {
        do {
            try poller.add(descriptor: descriptor, tag: Source.other)
        } catch {
            throw .ring(error)
        }
    }

    /// Waits until records are there, or a watched descriptor is readable, or the time is over.
    ///
    /// While records keep coming they are waited for a few milliseconds at a time, without having the
    /// kernel's half wake anybody: a wake-up costs the traced process more than its record does.
    ///
    /// - Parameter atMost: In milliseconds; -1 for as long as it takes.
    /// - Returns: Whether a watched descriptor is readable.
    /// - Throws: `TraceError`.
    public mutating func wait(atMost: Int32) throws(TraceError) -> Bool {
        var timeout = atMost
        if isIdle {
            try sleepLightly()
            // Whoever sent this one may not have seen that we go to sleep.
            if !ring.isEmpty { timeout = 0 }
        } else if timeout < 0 || timeout > Self.pause {
            timeout = Self.pause
        }
        do throws(RingBufferError) {
            return try poller.wait(timeoutMilliseconds: timeout).contains(Source.other)
        } catch {
            throw .ring(error)
        }
    }

    /// In milliseconds: a storm of execs fills a quarter of the ring in this time, and then wakes us.
    private static var pause: Int32 { 5 }

    /// Has the next record wake us.
    private func sleepLightly() throws(TraceError) {
        let map: LoadedMap
        do { map = try object.maps[".data.consumer"] } catch { throw .load(error) }
        do {
            try map.update(key: LoadedMap.bytes(0), value: LoadedMap.bytes(1))
        } catch {
            throw .map(error)
        }
    }

    /// Takes records that are there: some hundreds at most, and fewer if the execs are large.
    ///
    /// - Parameter sink: Gets each event, in the order of the ring.
    /// - Returns: How many records; 0 if there were none.
    /// - Throws: `TraceError.ring` if the ring holds what no program writes.
    @discardableResult
    public mutating func drain(_ sink: (TracerEvent) -> Void) throws(TraceError) -> Int {
        let now = swiftlet_clock_monotonic()
        let before = stream.execBytes
        var count = 0
        while count < Self.batch, stream.execBytes &- before < Self.batchBytes,
            ring.consume(
                limit: 1, { Self.take($0, &stream, &lastWireError, now: now, sink) }) > 0
        {
            count += 1
        }
        isIdle = count == 0
        if isIdle { emptyAt = now }
        if ring.isTooSmall { try grow(sink) }
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

    /// Puts a larger ring in place of one that fills up.
    private mutating func grow(_ sink: (TracerEvent) -> Void) throws(TraceError) {
        let now = swiftlet_clock_monotonic()
        do throws(RingBufferError) {
            // Before its descriptor is closed.
            try poller.remove(descriptor: ring.descriptor)
        } catch {
            throw .ring(error)
        }
        try ring.grow { record in
            Self.take(record, &stream, &lastWireError, now: now, sink)
        }
        do throws(RingBufferError) {
            try poller.add(descriptor: ring.descriptor, tag: Source.ring, onWakeUp: true)
        } catch {
            throw .ring(error)
        }
        isIdle = false
    }

    /// Whether parts of an exec are waited for, so that `expire` should be called by and by.
    public var isWaitingForParts: Bool { stream.hasPending }

    /// The size of the ring buffer as it is now, in bytes.
    public var ringSize: Int { ring.size }

    /// Reports execs whose missing parts are overdue. To be called after `drain`, a few times a second.
    public mutating func expire(_ sink: (TracerEvent) -> Void) {
        stream.flush(now: emptyAt, sink)
    }

    /// Detaches the programs, takes what is left, and adds up.
    ///
    /// - Throws: `TraceError.map` if the kernel's counters can't be read.
    public mutating func stop(_ sink: (TracerEvent) -> Void) throws(TraceError) -> CaptureSummary {
        // Second programs first: one without its first would count runs as missed that were not.
        while !links.isEmpty { links.removeLast() }
        while try drain(sink) > 0 {}
        stream.finish(sink)
        var counters = try counters()
        let missed = missedRuns()
        counters.recursionMisses = missed > counters.stoodIn ? missed - counters.stoodIn : 0
        return stream.summary(counters)
    }

    /// The kernel's counters, summed over all CPUs.
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

    /// Runs that the kernel left out because the program was running on that CPU already: of those
    /// programs that have no second one, or are the first of two.
    private func missedRuns() -> UInt64 {
        object.programs.reduce(0) { sum, program in
            guard !TracerPrograms.isSecond(program.name) else { return sum }
            return sum + ((try? program.info().recursionMisses) ?? 0)
        }
    }

    /// Finds out whether this process may trace, as `init` does. Nothing is made for it.
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

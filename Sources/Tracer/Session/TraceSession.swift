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
internal import GlibcShims
public import TracerCapture
internal import TracerWire

/// A running trace of this host, or of some processes and their descendants.
///
/// Not thread-safe. When it goes away the programs are detached and the kernel frees everything;
/// that also happens if the process is killed.
public struct TraceSession: ~Copyable {
    private let object: LoadedObject
    private var links: [Link] = []
    private var reader: RingBufferReader
    private var stream: EventStream
    private let options: TraceOptions
    /// Records that could not be understood: a fault in the tracer itself.
    public private(set) var lastWireError: WireError?

    /// Loads the programs and maps the ring buffer. Nothing is attached yet.
    ///
    /// - Throws: `TraceError`.
    public init(_ options: TraceOptions) throws(TraceError) {
        try Self.checkCapabilities()
        let loaded = try Self.load(options)
        let ring = try Self.ring(of: loaded)
        reader = try Self.reader(of: ring)
        descriptor = ring.descriptor.number
        object = loaded
        var streamOptions = EventStream.Options()
        streamOptions.reportFailed = options.reportFailed
        stream = EventStream(options: streamOptions) { event, argumentsStart in
            ProcessFiles(pid: event.pid).complete(&event, argumentsStart: argumentsStart)
        }
        self.options = options
    }

    /// The ring buffer's descriptor, to wait for with epoll(7); readable when records are there.
    public let descriptor: Int32

    /// Traces a process and its descendants, from now on.
    ///
    /// - Throws: `TraceError.map`.
    public func follow(pid: Int32) throws(TraceError) {
        let map: LoadedMap
        do { map = try object.map("traced_processes") } catch { throw .load(error) }
        do {
            try map.update(key: LoadedMap.bytes(UInt32(bitPattern: pid)), value: [1])
        } catch {
            throw .map(error)
        }
    }

    /// Whether any of the followed processes is alive.
    public func hasFollowedProcesses() throws(TraceError) -> Bool {
        let map: LoadedMap
        do { map = try object.map("traced_processes") } catch { throw .load(error) }
        do { return try map.firstKey() != nil } catch { throw .map(error) }
    }

    /// Attaches the programs: from here on every exec, fork and exit is seen.
    ///
    /// - Throws: `TraceError.load`; nothing stays attached then.
    public mutating func attach() throws(TraceError) {
        var names = ["sched_process_exec", "sched_process_exit", "sched_process_fork"]
        if options.capture == .stream {
            // What ends a stream before what begins one.
            names += [
                "sys_exit_execve", "sys_exit_execveat", "sys_enter_execve", "sys_enter_execveat",
            ]
        }
        do {
            var links: [Link] = []
            for name in names {
                links.append(try object.program(name).attach())
            }
            self.links = links
        } catch {
            throw .load(error)
        }
        // After attaching, so that no process is neither seen here nor by its fork or exec.
        for pid in ProcessFiles.all() {
            let files = ProcessFiles(pid: pid)
            if let process = files.metadata(environment: options.seedEnvironments) {
                stream.seed(process)
            }
        }
    }

    /// The most records that one `drain` takes.
    private static var batch: Int { 512 }

    /// Takes records that are there, some hundreds at most.
    ///
    /// - Parameter sink: Gets each event, in the order of the ring.
    /// - Returns: How many records; 0 if there were none.
    @discardableResult
    public mutating func drain(_ sink: (TracerEvent) -> Void) -> Int {
        let now = swiftlet_clock_monotonic()
        var failure: WireError?
        let count = reader.consume(limit: Self.batch) { record in
            do throws(WireError) {
                try stream.consume(record, now: now, sink)
            } catch {
                failure = error
            }
        }
        if let failure { lastWireError = failure }
        return count
    }

    /// Reports execs whose missing parts are overdue. To be called after `drain`, a few times a second.
    public mutating func expire(_ sink: (TracerEvent) -> Void) {
        stream.flush(now: swiftlet_clock_monotonic(), sink)
    }

    /// Detaches the programs, takes what is left, and adds up.
    ///
    /// - Throws: `TraceError.map` if the kernel's counters can't be read.
    public mutating func stop(_ sink: (TracerEvent) -> Void) throws(TraceError) -> CaptureSummary {
        let misses = recursionMisses()
        links = []
        while drain(sink) > 0 {}
        stream.finish(sink)
        var counters = try counters()
        counters.recursionMisses = misses
        return stream.summary(counters)
    }

    /// The kernel's counters, summed over all CPUs.
    private func counters() throws(TraceError) -> KernelCounters {
        let map: LoadedMap
        do { map = try object.map("counters_map") } catch { throw .load(error) }
        do {
            let value = try map.lookup(key: [0, 0, 0, 0]) ?? []
            let slots = Int(COUNTER_SLOTS.rawValue)
            var sums = [UInt64](repeating: 0, count: slots)
            let bytes = ByteView(value)
            for cpu in 0..<value.count / (slots * 8) {
                for slot in 0..<slots {
                    sums[slot] &+= (try? bytes.load(UInt64.self, at: (cpu * slots + slot) * 8, .host)) ?? 0
                }
            }
            return KernelCounters(slots: sums)
        } catch {
            throw .map(error)
        }
    }

    /// Runs that the kernel left out because the program was running on that CPU already.
    private func recursionMisses() -> UInt64 {
        object.programs.reduce(0) { sum, program in
            sum + ((try? program.info().recursionMisses) ?? 0)
        }
    }

    private static func checkCapabilities() throws(TraceError) {
        // Where /proc can't be read the kernel itself will say no.
        guard let capabilities = Capabilities.current() else { return }
        var missing: [String] = []
        if !capabilities.bpf { missing.append("CAP_BPF") }
        if !capabilities.perfmon { missing.append("CAP_PERFMON") }
        guard missing.isEmpty else { throw .notPermitted(missing: missing) }
    }

    private static func ring(of object: LoadedObject) throws(TraceError) -> LoadedMap {
        do { return try object.map("events") } catch { throw .load(error) }
    }

    private static func reader(of ring: LoadedMap) throws(TraceError) -> RingBufferReader {
        do {
            return try RingBufferReader(descriptor: ring.descriptor.number, size: ring.maxEntries)
        } catch {
            throw .ring(error)
        }
    }

    private static func load(_ options: TraceOptions) throws(TraceError) -> LoadedObject {
        var spec: ObjectSpec
        do {
            spec = try ObjectSpec(
                parsing: ByteView(EmbeddedObjects.process_tracer), name: "process_tracer")
            try spec.setVariable("stream_path", to: UInt8(options.capture == .stream ? 1 : 0))
            try spec.setVariable("follow_descendants", to: UInt8(options.followDescendants ? 1 : 0))
            try spec.resizeMap("events", to: UInt32(clamping: options.ringSize))
            if options.capture != .stream {
                for name in [
                    "sys_enter_execve", "sys_enter_execveat", "sys_exit_execve", "sys_exit_execveat",
                    "continue_env_stream",
                ] {
                    try spec.setLoaded(name, false)
                }
            }
        } catch {
            throw .object(error)
        }
        do { return try BPFObject.load(spec) } catch { throw .load(error) }
    }
}

// Renders events in the Trace Event Format, which Perfetto (ui.perfetto.dev) and chrome://tracing display.
//
//     {"displayTimeUnit":"ms","traceEvents":[
//     {"ph":"M","name":"process_name","pid":…}                 a track for each process
//     {"ph":"X","cat":"process","ts":…,"dur":…}                from its fork to its end
//       {"ph":"X","cat":"exec","ts":…,"dur":…,"args":{…}}      inside: each program that it ran
//       {"ph":"i","cat":"failed",…}                            an exec that failed
//     {"ph":"s"} … {"ph":"f"}                                  an arrow from the parent to the child
//     {"ph":"b","cat":"tcp"} … {"ph":"e"}                      a connection
//     ],"otherData":{"start_time":…,"summary":{…}}}
//
// The authority is Google's document "Trace Event Format". Times are microseconds since the first event, so
// that a double holds them to the nanosecond. Each line has one event, written when it is over: the number of
// live processes bounds what is kept until then, and a truncated file has everything that had ended.

public import TracerCapture
public import TracerOutput

/// Writes a run as trace events: a track for each process, its programs as slices.
public struct TraceEventFormatter: Sendable {
    /// A process that has not ended.
    struct Process: Sendable {
        /// The track ID: the pid, unless an earlier process had the same pid.
        var track: UInt64
        var pid: UInt32
        var ppid: UInt32
        /// When it was forked; when it was first seen, if that is unknown.
        var start: UInt64
        /// The start time in its execs, which distinguishes two processes with the same pid; nil before the
        /// first.
        var toldStart: UInt64?
        var comm: [UInt8]
        /// The running program; nil before the first exec.
        var exec: ExecEvent?
        /// Size of that program's arguments and environment, in bytes.
        var bytes = 0
        var hasDropped = false
        var hasName = false
    }

    /// The maximum number of live processes; beyond it the oldest are treated as ended.
    static var processLimit: Int { 65_536 }
    /// The limit for the arguments and environments of running programs, in bytes. Programs beyond it are
    /// written without them, and counted.
    static var standardByteLimit: Int { 64 << 20 }
    /// The maximum number of pids whose uses are counted.
    private static var useLimit: Int { 1 << 18 }
    /// pids are below 2^22 (PID_MAX_LIMIT of include/linux/threads.h): the bits above distinguish processes
    /// with the same pid.
    private static var trackShift: UInt64 { 22 }

    let clock: WallClock
    var json: JSONFormatter
    /// A buffer for parts of an event.
    var scratch = OutputBuffer()
    var live: [UInt32: Process] = [:]
    /// The number of processes that each pid has had.
    private var uses: [UInt32: UInt64] = [:]
    private var trackCount: UInt64 = 0
    private let byteLimit: Int
    var liveBytes = 0
    /// Programs written without arguments and environment.
    var dropped: UInt64 = 0
    /// The times of the first and of the last event.
    private(set) var base: UInt64?
    var last: UInt64 = 0
    private var isFirst = true

    public init(environment: EnvironmentForm = .none, clock: WallClock) {
        self.init(environment: environment, clock: clock, byteLimit: Self.standardByteLimit)
    }

    init(environment: EnvironmentForm, clock: WallClock, byteLimit: Int) {
        self.byteLimit = byteLimit
        self.clock = clock
        json = JSONFormatter(environment: environment, clock: clock)
    }

    /// Call this first.
    public func appendBeginning(to buffer: inout OutputBuffer) {
        buffer.beginObject()
        buffer.member("displayTimeUnit", "ms")
        buffer.key("traceEvents")
        buffer.beginArray()
    }

    public mutating func append(_ event: TracerEvent, to buffer: inout OutputBuffer) {
        switch event {
        case .exec(let exec):
            note(exec.time)
            append(exec, to: &buffer)
        case .exit(let exit):
            note(exit.time)
            append(exit, to: &buffer)
        case .fork(let fork):
            note(fork.time)
            append(fork, to: &buffer)
        case .tcp(let tcp):
            note(tcp.time)
            append(tcp, to: &buffer)
        }
    }

    /// Ends the slices that are still open, and the file.
    public mutating func finish(_ summary: CaptureSummary?, to buffer: inout OutputBuffer) {
        for process in live.values.sorted(by: { $0.start < $1.start }) {
            end(process, at: last, exit: nil, to: &buffer)
        }
        live.removeAll()
        buffer.append("\n")
        buffer.endArray()
        buffer.key("otherData")
        buffer.beginObject()
        if let base {
            buffer.key("start_time")
            buffer.quoted { clock.append(timestamp: base, to: &$0) }
        }
        buffer.key("summary")
        if let summary {
            appendJSON(to: &buffer) { SummaryFormatter.append(json: summary, to: &$1) }
        } else {
            buffer.nullValue()
        }
        if dropped > 0 { buffer.member("dropped", dropped) }
        buffer.endObject()
        buffer.endLine()
    }

    /// Keeps an exec until its program ends: only the parts that will be written, and no strings if there is
    /// no room.
    mutating func keep(_ exec: ExecEvent, in process: inout Process) {
        var exec = exec
        if json.environment == .none { exec.environment = Environment() }
        if json.environment != .diff { exec.parentEnvironment = nil }
        liveBytes -= process.bytes
        process.bytes =
            exec.arguments.bytes.count + exec.environment.bytes.count
            + (exec.parentEnvironment?.bytes.count ?? 0)
        if process.bytes > byteLimit - liveBytes {
            exec.arguments = StringList()
            exec.environment = Environment()
            exec.parentEnvironment = nil
            process.bytes = 0
            process.hasDropped = true
            dropped &+= 1
        } else {
            process.hasDropped = false
        }
        liveBytes += process.bytes
        process.exec = exec
    }

    private mutating func note(_ time: UInt64) {
        if base == nil { base = time }
        last = max(last, time)
    }

    /// Appends a line of JSON as a value.
    mutating func appendJSON(
        to buffer: inout OutputBuffer, _ write: (inout JSONFormatter, inout OutputBuffer) -> Void
    ) {
        scratch.removeAll()
        write(&json, &scratch)
        buffer.value(json: scratch.bytes.span)
    }

    /// A unique track for a process, even if its pid was used before.
    mutating func newTrack(_ pid: UInt32) -> (track: UInt64, index: UInt64) {
        // Two processes of one pid may then share a track, if both lived long ago.
        if uses.count >= Self.useLimit { uses.removeAll() }
        let use = uses[pid, default: 0]
        uses[pid] = use + 1
        trackCount += 1
        // Readers keep only 32 bits.
        return (UInt64(pid) + (use % 1000) << Self.trackShift, trackCount)
    }
}

// MARK: - The common parts of trace events

extension TraceEventFormatter {
    /// Appends the beginning of an event, up to its track.
    mutating func begin(
        _ phase: StaticString, _ category: StaticString, track: UInt64, to buffer: inout OutputBuffer
    ) {
        buffer.beginLine(isFirst: isFirst)
        isFirst = false
        buffer.beginObject()
        buffer.member("ph", phase)
        if category.utf8CodeUnitCount > 0 { buffer.member("cat", category) }
        buffer.member("pid", track)
        buffer.member("tid", track)
    }

    /// Appends a time in microseconds since the first event; earlier times become 0.
    func append(time: UInt64, as key: StaticString = "ts", to buffer: inout OutputBuffer) {
        let base = base ?? 0
        append(duration: time > base ? time - base : 0, as: key, to: &buffer)
    }

    func append(duration: UInt64, as key: StaticString, to buffer: inout OutputBuffer) {
        buffer.key(key)
        buffer.value {
            $0.append(decimal: duration / 1000)
            $0.append(UInt8(ascii: "."))
            $0.append(decimal: duration % 1000, digits: 3)
        }
    }

    /// Appends the start and the duration of a slice, clipped to begin no earlier than the first event.
    func append(from start: UInt64, to end: UInt64, to buffer: inout OutputBuffer) {
        let start = max(start, base ?? 0)
        append(time: start, to: &buffer)
        append(duration: end > start ? end - start : 0, as: "dur", to: &buffer)
    }

    /// Appends a name; `?` if it is unknown.
    func append(name: [UInt8], to buffer: inout OutputBuffer) {
        buffer.key("name")
        if name.isEmpty { buffer.value("?") } else { buffer.value(name.span) }
    }
}

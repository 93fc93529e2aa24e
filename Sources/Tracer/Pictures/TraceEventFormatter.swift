// Events → the Trace Event Format, which Perfetto (ui.perfetto.dev) and chrome://tracing draw.
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
// The authority is Google's document "Trace Event Format". Times are microseconds from the first event
// on, so that a double holds their nanoseconds. One event per line, and each is written when it is over:
// what is kept in the meantime is bounded by the number of live processes, and a file that breaks off
// holds all that had ended.

public import TracerCapture
public import TracerOutput

/// Writes a run as trace events: a track for each process, its programs as slices.
public struct TraceEventFormatter: Sendable {
    /// A process of which the end has not come.
    struct Process: Sendable {
        /// Of its track: the pid, unless an earlier process had the same one.
        var track: UInt64
        var pid: UInt32
        var ppid: UInt32
        /// When it was forked; when it was first seen, if that is not known.
        var start: UInt64
        /// As its execs tell it, which tells two processes of one pid apart; nil before the first.
        var toldStart: UInt64?
        var comm: [UInt8]
        /// The program that it runs; nil before its first exec.
        var exec: ExecEvent?
        /// Bytes of that program's arguments and environment.
        var bytes = 0
        var hasDropped = false
        var hasName = false
    }

    /// How many processes may be alive; beyond that the oldest are taken for ended.
    static var processLimit: Int { 65_536 }
    /// In bytes, of the arguments and environments of programs that run. Those for which there is no room
    /// are written without these, and counted.
    static var standardByteLimit: Int { 64 << 20 }
    /// Pids of which the number of uses is kept.
    private static var useLimit: Int { 1 << 18 }
    /// pids are below 2^22 (PID_MAX_LIMIT of include/linux/threads.h): above that there is room to
    /// tell processes of one pid apart.
    private static var trackShift: UInt64 { 22 }

    let clock: WallClock
    var json: JSONFormatter
    /// For what is written as a part of something else.
    var scratch = OutputBuffer()
    var live: [UInt32: Process] = [:]
    /// How many processes a pid has had.
    private var uses: [UInt32: UInt64] = [:]
    private var trackCount: UInt64 = 0
    private let byteLimit: Int
    var liveBytes = 0
    /// Programs that were written without arguments and environment.
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

    /// To be called before all else.
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

    /// Ends the slices of what still runs, and the file.
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

    /// What of an exec is kept until its program ends: only what will be written, and nothing of its strings
    /// if there is no room.
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

    /// A track of its own for a process, also if its pid was another's before.
    mutating func newTrack(_ pid: UInt32) -> (track: UInt64, index: UInt64) {
        // Two processes of a pid may then share a track, if both lived long ago.
        if uses.count >= Self.useLimit { uses.removeAll() }
        let use = uses[pid, default: 0]
        uses[pid] = use + 1
        trackCount += 1
        // Readers keep 32 bits.
        return (UInt64(pid) + (use % 1000) << Self.trackShift, trackCount)
    }
}

// MARK: - What all trace events have

extension TraceEventFormatter {
    /// Appends the beginning of an event up to its track.
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

    /// Appends a time, as microseconds from the first event on; nothing is before that.
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

    /// Appends a slice's ends; what began before the first event is cut there.
    func append(from start: UInt64, to end: UInt64, to buffer: inout OutputBuffer) {
        let start = max(start, base ?? 0)
        append(time: start, to: &buffer)
        append(duration: end > start ? end - start : 0, as: "dur", to: &buffer)
    }

    /// Appends a name; `?` for one that is not known.
    func append(name: [UInt8], to buffer: inout OutputBuffer) {
        buffer.key("name")
        if name.isEmpty { buffer.value("?") } else { buffer.value(name.span) }
    }
}

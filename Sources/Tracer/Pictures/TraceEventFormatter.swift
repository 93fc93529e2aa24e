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
        buffer.append(#"{"displayTimeUnit":"ms","traceEvents":["#)
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
        buffer.append("\n],\"otherData\":{")
        if let base {
            buffer.append(#""start_time":""#)
            clock.append(timestamp: base, to: &buffer)
            buffer.append(#"","#)
        }
        buffer.append(#""summary":"#)
        if let summary {
            scratch.removeAll()
            SummaryFormatter.append(json: summary, to: &scratch)
            appendScratch(to: &buffer)
        } else {
            buffer.append("null")
        }
        if dropped > 0 {
            buffer.append(#","dropped":"#)
            buffer.append(decimal: dropped)
        }
        buffer.append("}}\n")
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

    /// Appends the line that was written to `scratch`, without its line feed.
    mutating func appendScratch(to buffer: inout OutputBuffer) {
        let line = scratch.bytes.span
        guard line.count > 0 else { return }
        buffer.append(line.extracting(0..<line.count - (line[line.count - 1] == 0x0a ? 1 : 0)))
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
    /// Appends the beginning of an event up to its track: `{"ph":"X","cat":"exec","pid":1,"tid":1`.
    mutating func begin(
        _ phase: StaticString, _ category: StaticString, track: UInt64, to buffer: inout OutputBuffer
    ) {
        buffer.append(isFirst ? "\n" : ",\n")
        isFirst = false
        buffer.append(#"{"ph":""#)
        buffer.append(phase)
        if category.utf8CodeUnitCount > 0 {
            buffer.append(#"","cat":""#)
            buffer.append(category)
        }
        buffer.append(#"","pid":"#)
        buffer.append(decimal: track)
        buffer.append(#","tid":"#)
        buffer.append(decimal: track)
    }

    /// Appends a time, as microseconds from the first event on; nothing is before that.
    func append(time: UInt64, as key: StaticString = "ts", to buffer: inout OutputBuffer) {
        let base = base ?? 0
        append(duration: time > base ? time - base : 0, as: key, to: &buffer)
    }

    func append(duration: UInt64, as key: StaticString, to buffer: inout OutputBuffer) {
        buffer.append(#",""#)
        buffer.append(key)
        buffer.append(#"":"#)
        buffer.append(decimal: duration / 1000)
        buffer.append(0x2e)
        buffer.append(decimal: duration % 1000, digits: 3)
    }

    /// Appends a slice's ends; what began before the first event is cut there.
    func append(from start: UInt64, to end: UInt64, to buffer: inout OutputBuffer) {
        let start = max(start, base ?? 0)
        append(time: start, to: &buffer)
        append(duration: end > start ? end - start : 0, as: "dur", to: &buffer)
    }

    func append(name: [UInt8], to buffer: inout OutputBuffer) {
        buffer.append(#","name":"#)
        append(shown: name, to: &buffer)
    }

    /// Appends a name as a string; `?` for one that is not known.
    func append(shown name: [UInt8], to buffer: inout OutputBuffer) {
        if name.isEmpty { buffer.append(#""?""#) } else { buffer.append(jsonString: name.span) }
    }
}

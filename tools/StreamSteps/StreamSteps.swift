// Plays records of adversarial shapes into an EventStream: a live trace without a kernel, for check.py
// to count the instructions of.
//
//     stream-steps                     the shapes' names
//     stream-steps SHAPE N             plays the shape at that size
//     stream-steps FORM ENVIRONMENT N  runs N ordinary processes through the pipeline (PipelineSteps)

internal import TracerCapture
internal import TracerWire

@main
struct StreamSteps {
    private static let shapes: [(name: String, play: @Sendable (inout StreamSteps) throws -> Void)] = [
        ("processes", { try $0.processes() }),
        ("alive", { try $0.alive() }),
        ("one process", { try $0.oneProcess() }),
        ("forks", { try $0.forks() }),
        ("chain of forks", { try $0.chainOfForks() }),
        ("exits", { try $0.exits() }),
        ("chunks", { try $0.chunks(of: 1) }),
        ("holes", { try $0.chunks(of: 2) }),
        ("chunks in reverse", { try $0.chunksInReverse() }),
        ("faults", { try $0.faults() }),
        ("superseded", { try $0.superseded() }),
        ("waiting for chunks", { try $0.waitingForChunks() }),
        ("waiting for the exec", { try $0.waitingForTheExec(threadsOfOne: false) }),
        ("threads waiting", { try $0.waitingForTheExec(threadsOfOne: true) }),
        ("variables", { try $0.variables { index, _ in index } }),
        ("variables in reverse", { try $0.variables { index, count in count - 1 - index } }),
        ("variables twice", { try $0.variables { index, _ in index / 2 } }),
        ("variables missing", { try $0.variables { index, _ in index * 3 } }),
        ("strings missing", { try $0.variables(MISSING_STRING_FAULT) { index, _ in index } }),
        ("cgroups", { try $0.cgroups() }),
        ("connections", { try $0.connections() }),
        ("connections in reverse", { try $0.connectionsInReverse() }),
    ]

    private let size: Int
    private var stream = EventStream()
    private var records = Records()
    private var now: UInt64 = 1
    private var events = 0

    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.count == 4, let count = Int(arguments[3]) {
            guard var steps = PipelineSteps(form: arguments[1], environment: arguments[2]) else {
                return print(PipelineSteps.usage)
            }
            return try steps.run(count)
        }
        guard arguments.count == 3, let size = Int(arguments[2]), size > 0,
            let shape = shapes.first(where: { $0.name == arguments[1] })
        else {
            for shape in shapes { print(shape.name) }
            return
        }
        var steps = StreamSteps(size: size)
        try shape.play(&steps)
        var events = steps.events
        steps.stream.finish { _ in events += 1 }
        print(events)
    }

    private init(size: Int) { self.size = size }

    private mutating func send(_ record: [UInt8]) throws {
        now += 1000
        var events = 0
        // SAFETY: bytes have no padding.
        let bytes = unsafe record.span.bytes
        try stream.consume(bytes, now: now) { _ in events += 1 }
        self.events += events
    }

    /// As often as on a host with little to do: whenever the ring is empty.
    private mutating func flush() {
        var events = 0
        stream.flush(now: now) { _ in events += 1 }
        self.events += events
    }
}

// MARK: - Shapes

extension StreamSteps {
    private var pids: Range<UInt32> { 10..<UInt32(10 + size) }

    private mutating func processes() throws {
        for pid in pids {
            try send(records.fork(2, child: pid))
            try send(records.exec(UInt64(pid), pid: pid))
            try send(records.exit(pid))
            flush()
        }
    }

    private mutating func alive() throws {
        let environment = [UInt8](repeating: UInt8(ascii: "a"), count: 1000) + [0]
        for pid in pids { try send(records.exec(UInt64(pid), pid: pid, environment: environment)) }
    }

    private mutating func oneProcess() throws {
        for id in 1...UInt64(size) { try send(records.exec(id, pid: 10)) }
    }

    private mutating func forks() throws {
        try send(records.exec(1, pid: 2))
        for pid in pids { try send(records.fork(2, child: pid)) }
    }

    private mutating func chainOfForks() throws {
        try send(records.exec(1, pid: 9))
        for pid in pids { try send(records.fork(pid - 1, child: pid)) }
    }

    private mutating func exits() throws {
        for pid in pids { try send(records.exit(pid)) }
    }

    /// One exec in chunks of 64 bytes. One chunk in `step` arrives.
    private mutating func chunks(of step: Int) throws {
        let chunk = [UInt8](repeating: UInt8(ascii: "a"), count: 63) + [0]
        let strings = [UInt8](repeating: 0, count: 64 * size)
        try send(records.exec(1, pid: 10, environment: strings, sent: 2))
        for index in 0..<size where index % step == 0 {
            try send(records.chunk(1, pid: 10, at: 2 + 64 * index, chunk))
        }
    }

    private mutating func chunksInReverse() throws {
        let chunk = [UInt8](repeating: UInt8(ascii: "a"), count: 63) + [0]
        let strings = [UInt8](repeating: 0, count: 64 * size)
        try send(records.exec(1, pid: 10, environment: strings, sent: 2))
        for index in (0..<size).reversed() {
            try send(records.chunk(1, pid: 10, at: 2 + 64 * index, chunk))
        }
    }

    /// No chunk could be read, alternately for two reasons.
    private mutating func faults() throws {
        let chunk = [UInt8](repeating: 0, count: 64)
        let strings = [UInt8](repeating: 0, count: 64 * size)
        try send(records.exec(1, pid: 10, environment: strings, sent: 2))
        for index in 0..<size {
            let cause = index % 2 == 0 ? MISSING_STRING_FAULT : MISSING_CHANGED
            try send(records.chunk(1, pid: 10, at: 2 + 64 * index, chunk, cause))
        }
    }

    /// Each exec of one process comes before the previous one is complete.
    private mutating func superseded() throws {
        for id in 1...UInt64(size) { try send(records.exec(id, pid: 10, sent: 2)) }
    }

    /// Execs whose chunks don't come, and then as many ordinary processes.
    private mutating func waitingForChunks() throws {
        for pid in pids { try send(records.exec(UInt64(pid), pid: pid, sent: 2)) }
        try ordinaryProcesses()
    }

    /// Threads that hang in execve, and then as many ordinary processes.
    private mutating func waitingForTheExec(threadsOfOne: Bool) throws {
        for tid in pids {
            try send(records.variable(UInt64(tid), pid: threadsOfOne ? 10 : tid, tid: tid, 0))
        }
        try ordinaryProcesses()
    }

    private mutating func ordinaryProcesses() throws {
        for pid in pids {
            let pid = pid + UInt32(size)
            try send(records.fork(2, child: pid))
            try send(records.exec(UInt64(pid), pid: pid))
            try send(records.exit(pid))
            flush()
        }
    }

    /// One exec, its variables in an order given by position and count.
    private mutating func variables(
        _ cause: missing_cause = MISSING_NOTHING, _ order: (Int, Int) -> Int
    ) throws {
        for position in 0..<size { try send(records.variable(1, pid: 10, order(position, size), cause)) }
        try send(records.exec(1, pid: 10, EXEC_STREAMED))
    }

    private mutating func cgroups() throws {
        for pid in pids {
            try send(records.cgroup(UInt64(pid)))
            try send(records.exec(UInt64(pid), pid: pid, cgroup: UInt64(pid)))
            try send(records.exit(pid))
        }
    }

    private mutating func connections() throws {
        try send(records.exec(1, pid: 10))
        for id in pids { try send(records.connection(UInt64(id), pid: 10, EVENT_TCP_CONNECT)) }
    }

    private mutating func connectionsInReverse() throws {
        try connections()
        for id in pids.reversed() { try send(records.connection(UInt64(id), pid: 10, EVENT_TCP_CLOSE)) }
    }
}

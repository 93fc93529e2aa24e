import Testing
import TracerWire

@testable import TracerCapture

/// Plays records into an EventStream as the kernel's half does: each takes the next sequence number
/// of its CPU, whether it arrives or not.
struct StreamPlayer {
    var stream: EventStream
    private(set) var events: [TracerEvent] = []
    private(set) var sent: UInt64 = 0
    private(set) var dropped: UInt64 = 0
    private var sequences: [UInt32: UInt64] = [:]
    var now: UInt64 = 1

    init(
        options: EventStream.Options = EventStream.Options(),
        heal: EventStream.Healer? = nil, isShown: EventStream.Filter? = nil
    ) {
        stream = EventStream(options: options, heal: heal, isShown: isShown)
    }

    var execs: [ExecEvent] {
        events.compactMap { event in
            if case .exec(let exec) = event { exec } else { nil }
        }
    }

    var connections: [TCPEvent] {
        events.compactMap { event in
            if case .tcp(let tcp) = event { tcp } else { nil }
        }
    }

    var exits: [ExitEvent] {
        events.compactMap { event in
            if case .exit(let exit) = event { exit } else { nil }
        }
    }

    /// The record with its CPU's next sequence number, to be delivered at another time.
    mutating func numbered(_ record: [UInt8]) -> [UInt8] {
        var record = record
        sent += 1
        changeHeader(of: &record) { header in
            header.sequence = sequences[header.cpu, default: 0]
            sequences[header.cpu] = header.sequence + 1
        }
        return record
    }

    mutating func send(_ record: [UInt8]) throws {
        try deliver(numbered(record))
    }

    mutating func send(_ records: [[UInt8]]) throws {
        for record in records { try send(record) }
    }

    /// Sends a record that there is no time to read.
    mutating func leaveUnread(_ record: [UInt8]) {
        let record = numbered(record)
        // SAFETY: bytes have no padding.
        let bytes = unsafe record.span.bytes
        stream.leaveUnread(bytes)
    }

    /// The ring is full: the record's number is taken, and it never arrives.
    mutating func drop(_ record: [UInt8]) {
        _ = numbered(record)
        dropped += 1
    }

    mutating func deliver(_ record: [UInt8]) throws {
        var events: [TracerEvent] = []
        defer { self.events += events }
        try stream.consume(record.span.bytes, now: now) { events.append($0) }
    }

    mutating func seed(_ process: ProcessMetadata) { stream.seed(process) }

    mutating func flush(after nanoseconds: UInt64) {
        now += nanoseconds
        var events: [TracerEvent] = []
        stream.flush(now: now) { events.append($0) }
        self.events += events
    }

    mutating func finish() {
        var events: [TracerEvent] = []
        stream.finish { events.append($0) }
        self.events += events
    }

    /// The kernel's counters as they would stand.
    var counters: KernelCounters {
        var counters = KernelCounters()
        counters.sentByType[0] = sent
        counters.ringFullByType[0] = dropped
        return counters
    }

    var summary: CaptureSummary { stream.summary(counters) }
}

extension StringList {
    /// Each string, nil for one that did not arrive.
    var strings: [[UInt8]?] { (0..<count).map { self[$0].map { Array($0) } } }
    var text: [String?] { strings.map { $0.map { String(decoding: $0, as: UTF8.self) } } }
}

extension Environment {
    var strings: [[UInt8]?] { list.strings }
    var text: [String?] { list.text }
}

/// What came out is what went in, to the last byte.
func expectWhole(
    _ event: ExecEvent, _ sent: SentExec, _ note: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(event.execID == sent.id, note, sourceLocation: sourceLocation)
    #expect(event.pid == sent.pid, note, sourceLocation: sourceLocation)
    #expect(event.ppid == sent.ppid, note, sourceLocation: sourceLocation)
    #expect(event.filename == sent.filename, note, sourceLocation: sourceLocation)
    #expect(event.interpreter == sent.interpreter, note, sourceLocation: sourceLocation)
    #expect(event.comm == sent.comm, note, sourceLocation: sourceLocation)
    #expect(event.missing == [], note, sourceLocation: sourceLocation)
    #expect(event.arguments.strings == sent.arguments, note, sourceLocation: sourceLocation)
    #expect(event.environment.strings == sent.environment, note, sourceLocation: sourceLocation)
    guard event.succeeded else { return }
    #expect(event.argumentCount == sent.arguments.count, note, sourceLocation: sourceLocation)
    #expect(event.environmentCount == sent.environment.count, note, sourceLocation: sourceLocation)
    #expect(event.argumentBytesReceived == event.argumentBytes, note, sourceLocation: sourceLocation)
    #expect(
        event.environmentBytesReceived == event.environmentBytes, note,
        sourceLocation: sourceLocation)
    #expect(event.argumentBytes == sent.argumentBlock.count, note, sourceLocation: sourceLocation)
    #expect(
        event.environmentBytes == sent.environmentBlock.count, note, sourceLocation: sourceLocation)
}

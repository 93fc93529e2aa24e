import TracerOutput
import TracerSecrets

@testable import TracerCapture
@testable public import TracerSpans

/// 1970 begins with the boot, so that times are what they are in events.
let clock = WallClock(offset: 0)

extension StringList {
    init(_ strings: [String]) {
        self.init()
        for string in strings { append(Array(string.utf8)[...]) }
    }
}

extension Environment {
    init(_ strings: [String]) {
        self.init(StringList(strings))
    }
}

/// Events of processes, told one after the other, and the spans that come of them.
struct Story {
    var builder: SpanBuilder
    var spans: [Span] = []

    init(byteLimit: Int = SpanBuilder.defaultByteLimit, _ change: (inout SpanOptions) -> Void = { _ in }) {
        var options = SpanOptions()
        options.seed = 1
        change(&options)
        builder = SpanBuilder(options, clock: clock, byteLimit: byteLimit)
    }

    /// Strings as they would be if nothing in them were secret.
    static func shown(_ strings: [String]) -> ShownStrings {
        var redactor = Redactor(.none)
        return redactor.shown(command: StringList(strings))
    }

    static func exec(
        _ id: UInt64, pid: UInt32, at time: UInt64, forked: UInt64, parent: UInt64 = 0,
        _ arguments: [String] = ["/bin/x"], environment: [String] = [], result: Int32 = 0
    ) -> ExecEvent {
        let arguments = StringList(arguments)
        let environment = Environment(environment)
        return ExecEvent(
            time: time, execID: id, pid: pid, tid: pid, oldTID: pid, ppid: 1, uid: 1000, gid: 1000,
            comm: Array("x".utf8), filename: Array(arguments[0] ?? []), interpreter: nil,
            arguments: arguments, environment: environment, argumentCount: arguments.count,
            environmentCount: environment.count, argumentBytes: UInt64(arguments.bytes.count),
            environmentBytes: UInt64(environment.bytes.count),
            argumentBytesReceived: UInt64(arguments.bytes.count),
            environmentBytesReceived: UInt64(environment.bytes.count), missing: [], source: .block,
            cgroupID: 1, pidNamespace: 1, startTime: forked, result: result,
            parentEnvironment: nil).with { $0.parentExecID = parent }
    }

    mutating func exec(
        _ id: UInt64, pid: UInt32, at time: UInt64, forked: UInt64, parent: UInt64 = 0,
        _ arguments: [String] = ["/bin/x"], environment: [String] = [], result: Int32 = 0
    ) {
        take(
            .exec(
                Self.exec(
                    id, pid: pid, at: time, forked: forked, parent: parent, arguments,
                    environment: environment, result: result)))
    }

    mutating func exit(_ id: UInt64, pid: UInt32, at time: UInt64, forked: UInt64, status: UInt32 = 0) {
        take(
            .exit(
                ExitEvent(
                    time: time, execID: id, pid: pid, ppid: 1, comm: [], waitStatus: status,
                    duration: time - forked)))
    }

    mutating func take(_ event: TracerEvent) {
        var ended: [Span] = []
        builder.take(event) { ended.append($0) }
        spans += ended
    }

    /// - Returns: The root span, which is the last one.
    @discardableResult
    mutating func finish(at time: UInt64? = nil, _ summary: CaptureSummary = CaptureSummary()) -> Span {
        var ended: [Span] = []
        builder.finish(at: time, summary) { ended.append($0) }
        spans += ended
        return spans[spans.count - 1]
    }

    /// The span of an exec.
    func span(_ id: UInt64) -> Span? {
        spans.first { $0.spanID == SpanID(number: id, seed: 1) }
    }
}

extension ExecEvent {
    func with(_ change: (inout ExecEvent) -> Void) -> ExecEvent {
        var copy = self
        change(&copy)
        return copy
    }
}

extension Span {
    subscript(key: String) -> SpanAttribute.Value? {
        attributes.first { $0.key == key }?.value
    }

    var text: String { String(decoding: name, as: UTF8.self) }
    var problem: String? { error.map { String(decoding: $0, as: UTF8.self) } }
}

extension SpanAttribute.Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    public init(stringLiteral value: String) { self = .string(Array(value.utf8)) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
}

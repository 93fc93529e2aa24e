import Foundation
import Testing

@testable import TracerCapture
@testable import TracerOutput

/// 2026-01-31T12:00:00.123456789Z is 1000 seconds after the boot.
let sampleTime: UInt64 = 1_000_123_456_789
let sampleClock = WallClock(offset: 1_769_860_800_000_000_000 - 1_000_000_000_000)

extension StringList {
    init(_ strings: [[UInt8]?]) {
        self.init()
        for string in strings { append(string.map { $0[...] }) }
    }

    init(_ strings: [String]) {
        self.init(strings.map { Array($0.utf8) })
    }
}

extension Environment {
    init(_ strings: [[UInt8]?]) {
        self.init(StringList(strings))
    }

    init(_ strings: [String]) {
        self.init(StringList(strings))
    }
}

/// `ls -l` with one variable, as in the design.
func sampleExec(
    arguments: StringList = StringList(["ls", "-l"]),
    environment: Environment = Environment(["PATH=/bin"]), parentEnvironment: Environment? = nil
) -> ExecEvent {
    ExecEvent(
        time: sampleTime, execID: 0x2a, pid: 1, tid: 1, oldTID: 1, ppid: 1, uid: 0, gid: 0,
        comm: Array("ls".utf8), filename: Array("/bin/ls".utf8), interpreter: nil,
        arguments: arguments, environment: environment, argumentCount: arguments.count,
        environmentCount: environment.count, argumentBytes: UInt64(arguments.bytes.count),
        environmentBytes: UInt64(environment.bytes.count),
        argumentBytesReceived: UInt64(arguments.bytes.count),
        environmentBytesReceived: UInt64(environment.bytes.count), missing: [], source: .block,
        cgroupID: 1, pidNamespace: 4_026_531_836, startTime: 900, result: 0,
        parentEnvironment: parentEnvironment)
}

/// What a closure appends to an empty buffer, which must be UTF-8.
func output(_ write: (inout OutputBuffer) -> Void) throws -> String {
    var buffer = OutputBuffer()
    write(&buffer)
    return try #require(String(validating: buffer.bytes, as: UTF8.self))
}

func json(_ event: TracerEvent, environment: EnvironmentForm = .all) throws -> String {
    try output { buffer in
        var formatter = JSONFormatter(environment: environment, clock: sampleClock)
        formatter.append(event, to: &buffer)
    }
}

/// One line of JSON, read by Foundation.
func parsed(_ line: String) throws -> [String: Any] {
    #expect(line.last == "\n")
    #expect(!line.dropLast().contains("\n"))
    let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return try #require(value as? [String: Any])
}

func text(
    _ event: TracerEvent, environment: EnvironmentForm = .none, color: Bool = false,
    width: Int? = nil
) throws -> String {
    try output { buffer in
        var formatter = TextFormatter(
            environment: environment, clock: sampleClock, color: color, width: width)
        formatter.append(event, to: &buffer)
    }
}

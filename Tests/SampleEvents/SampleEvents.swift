internal import Foundation
package import TracerCapture
package import TracerOutput

// Events for the tests of secrets and outputs, and what the formatters make of them.

/// 2026-01-31T12:00:00.123456789Z is 1000 seconds after the boot.
package let sampleTime: UInt64 = 1_000_123_456_789
package let sampleClock = WallClock(offset: 1_769_860_800_000_000_000 - 1_000_000_000_000)

extension StringList {
    package init(_ strings: [[UInt8]?]) {
        self.init()
        for string in strings { append(string.map { $0[...] }) }
    }

    package init(_ strings: [String]) {
        self.init(strings.map { Array($0.utf8) })
    }
}

extension Environment {
    package init(_ strings: [[UInt8]?]) {
        self.init(StringList(strings))
    }

    package init(_ strings: [String]) {
        self.init(StringList(strings))
    }
}

/// `ls -l` with one variable, as in the design.
package func sampleExec(
    arguments: StringList = StringList(["ls", "-l"]),
    environment: Environment = Environment(["PATH=/bin"]), parentEnvironment: Environment? = nil
) -> ExecEvent {
    var exec = ExecEvent(time: sampleTime, execID: 0x2a, pid: 1)
    exec.ppid = 1
    exec.comm = Array("ls".utf8)
    exec.filename = Array("/bin/ls".utf8)
    exec.arguments = arguments
    exec.environment = environment
    exec.argumentCount = arguments.count
    exec.environmentCount = environment.count
    exec.argumentBytes = UInt64(arguments.bytes.count)
    exec.environmentBytes = UInt64(environment.bytes.count)
    exec.argumentBytesReceived = exec.argumentBytes
    exec.environmentBytesReceived = exec.environmentBytes
    exec.cgroupID = 1
    exec.pidNamespace = 4_026_531_836
    exec.startTime = 900
    exec.parentEnvironment = parentEnvironment
    return exec
}

/// What a closure appends to an empty buffer. Outputs are always UTF-8.
package func output(_ write: (inout OutputBuffer) -> Void) -> String {
    var buffer = OutputBuffer()
    write(&buffer)
    guard let text = String(validating: buffer.bytes, as: UTF8.self) else {
        fatalError("an output that is not UTF-8: \(buffer.bytes)")
    }
    return text
}

package func json(_ event: TracerEvent, environment: EnvironmentForm = .all) -> String {
    output { buffer in
        var formatter = JSONFormatter(environment: environment, clock: sampleClock)
        formatter.append(event, to: &buffer)
    }
}

package func text(
    _ event: TracerEvent, environment: EnvironmentForm = .none, color: Bool = false,
    width: Int? = nil
) -> String {
    output { buffer in
        var formatter = TextFormatter(
            environment: environment, clock: sampleClock, color: color, width: width)
        formatter.append(event, to: &buffer)
    }
}

/// What Foundation reads from one line of JSON.
package func parsed(_ line: String) throws -> [String: Any] {
    guard line.last == "\n", !line.dropLast().contains("\n"),
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    else { fatalError("not one line with an object: \(line)") }
    return object
}

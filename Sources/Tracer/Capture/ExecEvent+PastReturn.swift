internal import TracerWire

extension ExecEvent {
    /// Takes the strings that the kernel had copied for a program that never ran: arguments, environment, and
    /// what follows them. Only the part that fits is available.
    mutating func take(copied bytes: [UInt8]) {
        let strings = StringList(block: bytes)
        // Drop the last string if it may be cut off.
        let count = bytes.last == 0 ? strings.count : max(0, strings.count - 1)
        var next = 0
        while next < count, next < argumentCount {
            arguments.append(strings[next])
            next += 1
        }
        var variables = StringList()
        while next < count, next - argumentCount < environmentCount {
            variables.append(strings[next])
            next += 1
        }
        environment = Environment(variables)
        argumentBytesReceived = UInt64(arguments.bytes.count)
        environmentBytesReceived = UInt64(environment.bytes.count)
        for (part, count, expected) in [
            (MissingPart.Part.arguments, arguments.count, argumentCount),
            (.environment, environment.count, environmentCount),
        ] where count < expected {
            missing.append(
                MissingPart(
                    part: part, unit: .strings, offset: count, count: expected - count,
                    cause: bytes.isEmpty ? .stringFault : .limit))
        }
    }
}

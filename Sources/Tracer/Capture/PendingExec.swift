internal import TracerWire

/// An exec that waits for more records.
struct PendingExec {
    let pid: UInt32
    let tid: UInt32
    let ppid: UInt32
    let execID: UInt64
    /// When its first record was sent: CLOCK_BOOTTIME in nanoseconds.
    let time: UInt64
    /// When its last record was read, on the consumer's clock.
    var lastRecord: UInt64
    /// From the EXEC record; nil until it arrives.
    var event: ExecEvent?
    /// `mm->arg_start` of the new program.
    var argumentsStart: UInt64 = 0
    /// The strings received one by one.
    var variables: EnvVarCollector?
    /// The strings received as a block.
    var block: BlockCollector?
    /// The strings were sent one by one, before the EXEC record.
    var isStreamed = false
    /// Why the BPF programs sent no strings, if so.
    var cause: MissingCause?
    /// The block holds the arguments, the variables the environment.
    var argumentsOnly = false

    init(_ header: event_header, now: UInt64) {
        pid = header.pid
        tid = header.tid
        ppid = header.ppid
        execID = header.exec_id
        time = header.time_ns
        lastRecord = now
    }

    /// Whether the exec is complete: the EXEC record ends a stream, the last byte ends a block.
    var isAtEnd: Bool {
        guard event != nil else { return false }
        return block?.isAtEnd ?? true
    }

    /// Memory used by its strings plus a fixed overhead, in bytes.
    var memory: Int { 1024 + (block?.memory ?? 0) + (variables?.memory ?? 0) }

    /// Builds the event from everything that arrived. Add no records after this.
    mutating func finished() -> ExecEvent {
        let isCounted = self.event?.succeeded ?? false
        var event = event ?? placeholder()
        block?.end()
        if !isStreamed || argumentsOnly {
            block?.finish(into: &event, argumentsOnly: argumentsOnly)
        }
        if block == nil || isStreamed {
            if isStreamed || variables != nil {
                // Even if no variable arrived: then all are missing.
                var variables = variables ?? EnvVarCollector()
                variables.finish(
                    into: &event, argumentsElsewhere: argumentsOnly, isCounted: isCounted)
                if let block {
                    if !argumentsOnly { event.compare(.arguments, with: block) }
                    event.compare(.environment, with: block)
                }
            } else {
                nameNothingSent(&event)
            }
        }
        return event
    }

    /// Handles an exec for which the BPF programs sent no strings, possibly with a cause.
    private func nameNothingSent(_ event: inout ExecEvent) {
        for part in [MissingPart.Part.arguments, .environment] {
            let bytes = part == .arguments ? event.argumentBytes : event.environmentBytes
            // The size of a failed exec's strings is unknown.
            guard bytes > 0 || !event.succeeded else { continue }
            event.missing.append(
                MissingPart(
                    part: part, unit: .bytes, offset: 0,
                    count: event.succeeded ? Int(clamping: bytes) : nil,
                    cause: cause ?? .notStreamed))
        }
    }

    /// For variables whose EXEC record was lost: only the process is known.
    private func placeholder() -> ExecEvent {
        ExecEvent(
            time: time, execID: execID, pid: pid, tid: tid, oldTID: tid, ppid: ppid, uid: 0, gid: 0,
            comm: [], filename: [], interpreter: nil, arguments: StringList(),
            environment: Environment(), argumentCount: 0, environmentCount: 0, argumentBytes: 0,
            environmentBytes: 0, argumentBytesReceived: 0, environmentBytesReceived: 0,
            missing: [
                MissingPart(part: .filename, unit: .bytes, offset: 0, count: nil, cause: .record)
            ],
            source: .stream, cgroupID: 0, pidNamespace: 0, startTime: 0, result: 0,
            parentEnvironment: nil)
    }
}

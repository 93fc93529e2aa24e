internal import TracerWire

/// An exec of which not every record has come.
struct PendingExec {
    let pid: UInt32
    let tid: UInt32
    let ppid: UInt32
    let execID: UInt64
    /// When its first record was sent: CLOCK_BOOTTIME in nanoseconds.
    let time: UInt64
    /// When its last record was read, in the consumer's time.
    var lastRecord: UInt64
    /// From the EXEC record; nil until it has come.
    var event: ExecEvent?
    /// `mm->arg_start` of the new program.
    var argumentsStart: UInt64 = 0
    /// Its strings, so far as they came one by one.
    var variables: EnvVarCollector?
    /// Its strings, so far as they came as a block.
    var block: BlockCollector?
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

    /// Whether nothing more is to come: the EXEC record ends a stream, the last byte ends a block.
    var isAtEnd: Bool {
        guard event != nil else { return false }
        return block?.isAtEnd ?? true
    }

    /// The event, made of all that has come.
    consuming func finished() -> ExecEvent {
        var event = event ?? placeholder()
        if var block { block.finish(into: &event, argumentsOnly: argumentsOnly) }
        if block == nil || argumentsOnly {
            if var variables {
                variables.finish(into: &event, argumentsElsewhere: argumentsOnly)
            } else {
                nameNothingStreamed(&event)
            }
        }
        return event
    }

    /// The EXEC record came, the variables before it did not.
    private func nameNothingStreamed(_ event: inout ExecEvent) {
        let cause = MissingCause.ringFull
        if event.argumentBytes > 0 || !event.succeeded, !argumentsOnly {
            event.missing.append(
                MissingPart(part: .arguments, unit: .strings, offset: 0, count: nil, cause: cause))
        }
        if event.environmentBytes > 0 || !event.succeeded {
            event.missing.append(
                MissingPart(part: .environment, unit: .strings, offset: 0, count: nil, cause: cause))
        }
    }

    /// For variables whose EXEC record was lost: who it was is known, and no more.
    private func placeholder() -> ExecEvent {
        ExecEvent(
            time: time, execID: execID, pid: pid, tid: tid, oldTID: tid, ppid: ppid, uid: 0, gid: 0,
            comm: [], filename: [], interpreter: nil, arguments: StringList(),
            environment: StringList(), argumentCount: 0, environmentCount: 0, argumentBytes: 0,
            environmentBytes: 0, argumentBytesReceived: 0, environmentBytesReceived: 0,
            missing: [
                MissingPart(part: .filename, unit: .bytes, offset: 0, count: nil, cause: .record)
            ],
            source: .stream, cgroupID: 0, pidNamespace: 0, startTime: 0, result: 0,
            parentEnvironment: nil)
    }
}

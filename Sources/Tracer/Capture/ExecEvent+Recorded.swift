// Events from sources other than the ring buffer. Fields that the source does not know stay empty.

extension ExecEvent {
    /// An exec that succeeded and about which nothing else is known.
    public init(time: UInt64, execID: UInt64, pid: UInt32) {
        self.init(
            time: time, execID: execID, pid: pid, tid: pid, oldTID: pid, ppid: 0, uid: 0, gid: 0,
            comm: [], filename: [], interpreter: nil, arguments: StringList(),
            environment: Environment(), argumentCount: 0, environmentCount: 0, argumentBytes: 0,
            environmentBytes: 0, argumentBytesReceived: 0, environmentBytesReceived: 0, missing: [],
            source: .block, cgroupID: 0, pidNamespace: 0, startTime: 0, result: 0,
            parentEnvironment: nil)
    }
}

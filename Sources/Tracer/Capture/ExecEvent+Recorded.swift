// Events for those who have them from elsewhere than the ring: what they don't know stays empty.

extension ExecEvent {
    /// An exec that succeeded, and of which nothing else is known.
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

internal import SwiftletJSON
internal import TracerCapture
internal import TracerOutput

extension ExitEvent {
    init(_ object: RecordedObject) throws(RecordingError) {
        var waitStatus: UInt32 = 0
        if let signal = try object.string("signal") {
            guard let number = SignalName.number(named: signal) else {
                throw object.error("signal", expected: "the name of a signal, as SIGKILL")
            }
            waitStatus = number
        } else if let code: UInt8 = try object.number("exit_code") {
            waitStatus = UInt32(code) << 8
        }
        if try object.bool("core_dumped") == true { waitStatus |= 0x80 }
        self.init(
            time: try object.required(object.time("time"), "time", expected: "the time"),
            execID: try object.hexadecimal("exec_id") ?? 0,
            parentExecID: try object.hexadecimal("parent_exec_id") ?? 0,
            pid: try object.required(object.number("pid"), "pid", expected: "the process's id"),
            ppid: try object.count("ppid"), comm: try object.comm(),
            waitStatus: waitStatus, duration: try object.count("duration_ns"),
            execDuration: try object.number("exec_duration_ns"))
        if let maxResident: UInt64 = try object.number("max_rss_bytes") {
            usage = ResourceUsage(
                maxResident: maxResident, userTime: try object.count("user_ns"),
                systemTime: try object.count("system_ns"))
        }
    }
}

extension ForkEvent {
    init(_ object: RecordedObject) throws(RecordingError) {
        self.init(
            time: try object.required(object.time("time"), "time", expected: "the time"),
            pid: try object.required(object.number("pid"), "pid", expected: "the process's id"),
            ppid: try object.count("ppid"), comm: try object.comm())
    }
}

extension TCPEvent {
    init(_ object: RecordedObject, kind: Kind) throws(RecordingError) {
        self.init(
            kind: kind,
            time: try object.required(object.time("time"), "time", expected: "the time"),
            execID: try object.hexadecimal("exec_id") ?? 0,
            pid: try object.required(object.number("pid"), "pid", expected: "the process's id"),
            comm: try object.comm(),
            connectionID: try object.hexadecimal("connection_id") ?? 0,
            local: try Endpoint(object, "local_address", "local_port"),
            remote: try Endpoint(object, "remote_address", "remote_port"),
            duration: try object.number("duration_ns"),
            wasEstablished: try object.bool("established") ?? true,
            bytesSent: try object.number("bytes_sent"),
            bytesReceived: try object.number("bytes_received"))
    }
}

extension TCPEvent.Endpoint {
    fileprivate init(
        _ object: RecordedObject, _ addressKey: StaticString, _ portKey: StaticString
    ) throws(RecordingError) {
        let text = try object.string(addressKey) ?? [0x3f]
        guard let address = RecordedAddress(parsing: text) else {
            throw object.error(addressKey, expected: "an IPv4 or IPv6 address")
        }
        self.init(address: address.bytes, port: try object.count(portKey))
    }
}

extension CaptureSummary {
    init(_ object: RecordedObject) throws(RecordingError) {
        self.init()
        execs = try object.count("execs")
        // Before the format had a version, the key was `complete`.
        complete =
            object.member("complete_execs") == nil
            ? try object.count("complete") : try object.count("complete_execs")
        incomplete = try object.count("incomplete")
        healed = try object.count("healed")
        failed = try object.count("failed")
        ignored = try object.number("ignored")
        received = try object.count("received")
        kernel.leftOut = try object.count("left_out")
        kernel.filtered = try object.count("filtered")
        // The recording has only the totals, and only totals are shown.
        kernel.sentByType[0] = try object.count("sent")
        if let dropped = try object.object("dropped") {
            environmentsDropped = try dropped.count("environments")
            unfinishedDropped = try dropped.count("unfinished")
            cgroupsDropped = try dropped.count("cgroups")
        }
        guard let lost = try object.object("lost") else { return }
        let ringFull: UInt64 = try lost.count("ring_full")
        unread = try lost.count("unread")
        // The number of lost execs is recorded separately, for both causes together.
        let execsLost: UInt64 = try object.count("execs_lost")
        kernel.ringFullByType[1] = min(execsLost, ringFull)
        unreadExecs = min(execsLost - kernel.ringFullByType[1], unread)
        kernel.ringFullByType[0] = ringFull - kernel.ringFullByType[1]
        kernel.cutShort = try lost.count("cut_short")
        kernel.stateMapFull = try lost.count("state_map_full")
        kernel.tracedMapFull = try lost.count("traced_map_full")
        kernel.pointerFaults = try lost.count("pointer_fault")
        kernel.stringFaults = try lost.count("string_fault")
        kernel.connectionsFull = try lost.count("connections_full")
        kernel.tailCallsFailed = try lost.count("tail_call_failed")
        kernel.streamLimit = try lost.count("stream_limit")
        kernel.blockFaults = try lost.count("block_fault")
        kernel.recursionMisses = try lost.count("recursion_misses")
        sequenceGaps = try lost.count("sequence_gaps")
        malformed = try lost.count("malformed")
        outputFull = try lost.count("output_full")
    }
}

extension ProcessContext {
    init(_ object: RecordedObject) throws(RecordingError) {
        self.init()
        workingDirectory = try object.bytes("cwd", base64: "cwd_base64") ?? []
        executable = try object.bytes("exe", base64: "exe_base64") ?? []
        cgroupPath = try object.bytes("cgroup", base64: "cgroup_base64") ?? []
        if let container = try object.object("container") {
            self.container = Container(
                id: try container.string("id") ?? [], runtime: try container.string("runtime") ?? [])
        }
        parentComm = try object.bytes("parent_comm", base64: "parent_comm_base64") ?? []
        effectiveUID = try object.number("euid")
        effectiveGID = try object.number("egid")
        sessionID = try object.number("session_id")
        loginUID = try object.number("login_uid")
        terminal = try object.bytes("tty", base64: "tty_base64") ?? []
        if let inodes = try object.object("namespaces") {
            var namespaces = Namespaces()
            namespaces.mount = try inodes.count("mnt")
            namespaces.network = try inodes.count("net")
            namespaces.uts = try inodes.count("uts")
            namespaces.ipc = try inodes.count("ipc")
            namespaces.cgroup = try inodes.count("cgroup")
            namespaces.user = try inodes.count("user")
            self.namespaces = namespaces
        }
        effectiveCapabilities = try object.hexadecimal("cap_effective")
    }
}

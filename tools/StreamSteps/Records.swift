internal import TracerWire

/// Records as the BPF side sends them, all from one CPU.
struct Records {
    /// The sequence number of the next record. It begins at 1, as if the first record had been lost.
    private var sequence: UInt64 = 1

    mutating func exec(
        _ id: UInt64, pid: UInt32, tid: UInt32? = nil, arguments: [UInt8] = Array("x\0".utf8),
        environment: [UInt8] = Array("A=b\0".utf8), sent: Int? = nil, cgroup: UInt64 = 1,
        _ flags: exec_flags = EXEC_BLOCK
    ) -> [UInt8] {
        var exec = event_exec()
        exec.header = header(id, pid: pid, tid: tid)
        exec.start_time_ns = UInt64(pid)
        exec.cgroup_id = cgroup
        exec.args_start = id
        exec.args_bytes = UInt64(arguments.count)
        exec.env_bytes = UInt64(environment.count)
        exec.argc = 1
        exec.envc = 1
        exec.old_tid = tid ?? pid
        exec.flags = flags.rawValue | EXEC_CONTEXT.rawValue
        let name = Array("/bin/x\0".utf8)
        exec.filename_length = UInt32(name.count)
        let data = flags.rawValue & EXEC_BLOCK.rawValue == 0 ? [] : (arguments + environment).prefix(sent ?? .max)
        exec.data_length = UInt32(data.count)
        return record(EVENT_EXEC, exec, name + data)
    }

    mutating func chunk(
        _ id: UInt64, pid: UInt32, at offset: Int, _ data: [UInt8], _ cause: missing_cause = MISSING_NOTHING
    ) -> [UInt8] {
        var chunk = event_exec_env_chunk()
        chunk.header = header(id, pid: pid)
        chunk.offset = UInt64(offset)
        chunk.length = UInt32(data.count)
        chunk.cause = cause.rawValue
        return record(EVENT_EXEC_ENV_CHUNK, chunk, cause == MISSING_NOTHING ? data : [])
    }

    mutating func variable(
        _ id: UInt64, pid: UInt32, tid: UInt32? = nil, _ index: Int, _ cause: missing_cause = MISSING_NOTHING
    ) -> [UInt8] {
        var variable = event_env_var()
        variable.header = header(id, pid: pid, tid: tid)
        variable.var_index = UInt32(index)
        variable.cause = UInt8(cause.rawValue)
        let data = cause == MISSING_NOTHING ? Array("A=b".utf8) : []
        variable.length = UInt16(data.count)
        return record(EVENT_ENV_VAR, variable, data)
    }

    mutating func exit(_ pid: UInt32) -> [UInt8] {
        var exit = event_exit()
        exit.header = header(0, pid: pid)
        exit.start_time_ns = UInt64(pid)
        return record(EVENT_EXIT, exit, [])
    }

    mutating func fork(_ parent: UInt32, child: UInt32) -> [UInt8] {
        var fork = event_fork()
        fork.header = header(0, pid: parent)
        fork.child_pid = child
        fork.child_start_time_ns = UInt64(child)
        return record(EVENT_FORK, fork, [])
    }

    mutating func cgroup(_ id: UInt64) -> [UInt8] {
        var cgroup = event_cgroup()
        cgroup.header = header(0, pid: 1)
        cgroup.cgroup_id = id
        let names = Array("\(id)\0docker\0".utf8)
        cgroup.length = UInt32(names.count)
        return record(EVENT_CGROUP, cgroup, names)
    }

    mutating func connection(_ id: UInt64, pid: UInt32, _ type: event_type) -> [UInt8] {
        var connection = event_tcp()
        connection.header = header(0, pid: pid)
        connection.connection_id = id
        connection.family = 2
        return record(type, connection, [])
    }

    private mutating func header(_ id: UInt64, pid: UInt32, tid: UInt32? = nil) -> event_header {
        var header = event_header()
        header.time_ns = sequence
        header.sequence = sequence
        header.pid = pid
        header.tid = tid ?? pid
        header.ppid = 1
        header.exec_id = id
        sequence += 1
        return header
    }

    private func record<T: BitwiseCopyable>(_ type: event_type, _ structure: T, _ data: [UInt8]) -> [UInt8] {
        // SAFETY: the structures of the wire have no padding.
        var bytes = unsafe withUnsafeBytes(of: structure) { unsafe [UInt8]($0) } + data
        Self.put(type.rawValue, into: &bytes, at: 0)
        Self.put(UInt32(bytes.count), into: &bytes, at: 4)
        return bytes
    }

    private static func put(_ value: UInt32, into bytes: inout [UInt8], at offset: Int) {
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index)) }
    }
}

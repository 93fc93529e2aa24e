internal import TracerWire

extension ExecEvent {
    /// Reads the fields of an EXEC record; its strings come later.
    ///
    /// - Throws: `WireError.badLength`, `.tooLarge`.
    init(_ exec: event_exec, in record: borrowing WireRecord) throws(WireError) {
        let header = exec.header
        for bytes in [exec.args_bytes, exec.env_bytes] where bytes > BlockCollector.limit {
            throw .tooLarge(bytes: bytes, limit: BlockCollector.limit)
        }
        var missing: [MissingPart] = []
        // If either name is unreadable, both are reported: whether the file is its own interpreter is unknown
        // too.
        if exec.flags & (EXEC_FILENAME_FAULT.rawValue | EXEC_INTERPRETER_FAULT.rawValue) != 0 {
            missing.append(
                MissingPart(
                    part: .filename, unit: .bytes, offset: 0, count: nil, cause: .stringFault))
        }
        let filename = try record.name(at: 0, length: exec.filename_length)
        let interpreter = try record.name(
            at: exec.filename_length, length: exec.interpreter_length)
        self.init(
            time: header.time_ns, execID: header.exec_id, pid: header.pid, tid: header.tid,
            oldTID: exec.old_tid, ppid: header.ppid, uid: exec.uid, gid: exec.gid,
            comm: [UInt8](text: exec.comm), filename: filename,
            interpreter: interpreter.isEmpty ? nil : interpreter, arguments: StringList(),
            environment: Environment(), argumentCount: Int(exec.argc),
            environmentCount: Int(exec.envc), argumentBytes: exec.args_bytes,
            environmentBytes: exec.env_bytes, argumentBytesReceived: 0,
            environmentBytesReceived: 0, missing: missing,
            source: exec.flags & EXEC_STREAMED.rawValue != 0 ? .stream : .block,
            cgroupID: exec.cgroup_id, pidNamespace: exec.pid_ns, startTime: exec.start_time_ns,
            result: exec.result, parentEnvironment: nil)
        if exec.flags & EXEC_CONTEXT.rawValue != 0 {
            context = try ProcessContext(exec, in: record)
        }
        descriptors = try StandardDescriptor.all(of: exec, in: record)
        parentArgumentsStart = exec.parent_args_start
    }
}

extension WireRecord {
    /// A name in the data of an EXEC record, without its NUL.
    fileprivate func name(at offset: UInt32, length: UInt32) throws(WireError) -> [UInt8] {
        guard length > 0 else { return [] }
        var name = [UInt8](
            copying: try data(after: event_exec.self, offset: Int(offset), count: Int(length)))
        name.removeLast()
        return name
    }
}

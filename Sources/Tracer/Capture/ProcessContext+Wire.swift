internal import TracerWire

extension ProcessContext {
    /// Reads the context in an EXEC record; a separate record holds the cgroup's path.
    ///
    /// - Throws: `WireError.badLength`.
    init(_ exec: event_exec, in record: borrowing WireRecord) throws(WireError) {
        let given = Int(exec.filename_length) + Int(exec.interpreter_length)
        let directories = try record.data(
            after: event_exec.self, offset: given, count: Int(exec.paths.0.length))
        let names = try record.data(
            after: event_exec.self, offset: given + Int(exec.paths.0.length),
            count: Int(exec.paths.1.length))
        workingDirectory = [UInt8](path: directories, marks: UInt32(exec.paths.0.marks))
        executable = [UInt8](path: names, marks: UInt32(exec.paths.1.marks))
        parentComm = [UInt8](text: exec.parent_comm)
        effectiveUID = exec.euid
        effectiveGID = exec.egid
        sessionID = exec.session_id
        loginUID = exec.login_uid == .max ? nil : exec.login_uid
        terminal = Self.terminal([UInt8](text: exec.tty))
        var namespaces = Namespaces()
        namespaces.mount = exec.mount_ns
        namespaces.network = exec.network_ns
        namespaces.uts = exec.uts_ns
        namespaces.ipc = exec.ipc_ns
        namespaces.cgroup = exec.cgroup_ns
        namespaces.user = exec.user_ns
        self.namespaces = namespaces
        effectiveCapabilities = exec.cap_effective
    }

    /// The name below /dev: the kernel's name for `pts/0` is pts0; all others match.
    private static func terminal(_ name: [UInt8]) -> [UInt8] {
        let driver = Array("pts".utf8)
        guard name.starts(with: driver), name.count > driver.count else { return name }
        return driver + [0x2f] + name[driver.count...]
    }
}

extension event_exec {
    /// The length of the names that precede the strings in an EXEC record's data.
    var namesLength: Int {
        Int(filename_length) + Int(interpreter_length) + Int(paths.0.length) + Int(paths.1.length)
            + Int(paths.2.length) + Int(paths.3.length) + Int(paths.4.length)
    }
}

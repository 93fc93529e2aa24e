// Tests of Capture: records are built from the C structures themselves (module TracerWire), played
// into an EventStream, and what comes out is compared with what went in. The kernel isn't needed: who
// sends what, and in which order, is process_tracer.h's to say, and SentExec follows it.

import TracerWire

/// An exec as the kernel's half would see it, and the records it would send of it.
struct SentExec {
    var id: UInt64
    var pid: UInt32 = 100
    /// The thread that calls exec; nil for the leader.
    var caller: UInt32?
    var ppid: UInt32 = 1
    var cpu: UInt32 = 0
    var arguments: [[UInt8]] = []
    var environment: [[UInt8]] = []
    var filename: [UInt8] = Array("/bin/program".utf8)
    var interpreter: [UInt8]?
    var comm: [UInt8] = Array("program".utf8)
    var result: Int32 = 0
    var startTime: UInt64 = 7
    /// With a context (`EXEC_CONTEXT`): the names on the way from the working directory up to the root, and
    /// from the file that runs.
    var contextNames: (directory: [String], executable: [String])?
    /// With the descriptors 0, 1 and 2: the structure and the names of each path.
    var descriptors: [(exec_descriptor, names: [String], marks: path_marks)]?
    /// What the caller passed where the kernel rewrote argv, as it does for a script.
    var callerArguments: [[UInt8]]?

    init(
        _ id: UInt64 = 1, arguments: [[UInt8]] = [], environment: [[UInt8]] = [], pid: UInt32 = 100,
        ppid: UInt32 = 1, cpu: UInt32 = 0, result: Int32 = 0
    ) {
        self.id = id
        self.arguments = arguments
        self.environment = environment
        self.pid = pid
        self.ppid = ppid
        self.cpu = cpu
        self.result = result
    }

    init(
        _ arguments: [String], _ environment: [String], id: UInt64 = 1, result: Int32 = 0
    ) {
        self.init(
            id, arguments: arguments.map { Array($0.utf8) },
            environment: environment.map { Array($0.utf8) }, result: result)
    }

    var argumentBlock: [UInt8] { arguments.flatMap { $0 + [0] } }
    var environmentBlock: [UInt8] { environment.flatMap { $0 + [0] } }
    var block: [UInt8] { argumentBlock + environmentBlock }

    var header: event_header {
        var header = event_header()
        header.time_ns = 1000 + id
        header.cpu = cpu
        header.pid = pid
        header.tid = pid
        header.ppid = ppid
        header.exec_id = id
        return header
    }

    /// The structure of an EXEC record without any string.
    var exec: event_exec {
        var exec = event_exec()
        exec.header = header
        exec.start_time_ns = startTime
        exec.cgroup_id = 3
        exec.args_start = 0x7fff_0000_0000 + id
        exec.uid = 10
        exec.gid = 20
        exec.pid_ns = 30
        exec.result = result
        exec.old_tid = caller ?? pid
        withUnsafeMutableBytes(of: &exec.comm) { $0.copyBytes(from: comm) }
        guard result == 0 else {
            exec.header.tid = caller ?? pid
            return exec
        }
        exec.args_bytes = UInt64(argumentBlock.count)
        exec.env_bytes = UInt64(environmentBlock.count)
        exec.argc = UInt32(arguments.count)
        exec.envc = UInt32(environment.count)
        return exec
    }

    // MARK: Records

    func execRecord(_ flags: exec_flags..., data: [UInt8] = []) -> [UInt8] {
        var exec = exec
        exec.flags = flags.reduce(0) { $0 | $1.rawValue }
        return execRecord(exec, data: data)
    }

    func execRecord(_ structure: event_exec, data: [UInt8]) -> [UInt8] {
        var exec = structure
        var names = filename + [0] + (interpreter.map { $0 + [0] } ?? [])
        if let contextNames {
            exec.flags |= EXEC_CONTEXT.rawValue
            let (directory, executable) = (wireNames(contextNames.0), wireNames(contextNames.1))
            exec.paths.0.length = UInt16(directory.count)
            exec.paths.1.length = UInt16(executable.count)
            names += directory + executable
        }
        if let descriptors {
            exec.flags |= EXEC_STDIO.rawValue
            let sent = descriptors.map { (wireNames($0.names), $0.marks) }
            let paths = sent.map {
                exec_path(length: UInt16($0.count), marks: UInt8($1.rawValue), reserved: 0)
            }
            exec.descriptors = (descriptors[0].0, descriptors[1].0, descriptors[2].0)
            (exec.paths.2, exec.paths.3, exec.paths.4) = (paths[0], paths[1], paths[2])
            names += sent.flatMap(\.0)
        }
        exec.filename_length = UInt32(filename.count + 1)
        exec.interpreter_length = UInt32(interpreter.map { $0.count + 1 } ?? 0)
        exec.data_length = UInt32(data.count)
        return wireRecord(EVENT_EXEC, exec, names + data)
    }

    func chunk(at offset: Int, _ data: [UInt8]) -> [UInt8] {
        chunk(at: offset, length: data.count, MISSING_NOTHING, data)
    }

    func chunk(
        at offset: Int, length: Int, _ cause: missing_cause, _ data: [UInt8] = []
    ) -> [UInt8] {
        var chunk = event_exec_env_chunk()
        chunk.header = header
        chunk.offset = UInt64(offset)
        chunk.length = UInt32(length)
        chunk.cause = cause.rawValue
        return wireRecord(EVENT_EXEC_ENV_CHUNK, chunk, data)
    }

    /// EXEC with the first bytes, and a chunk for every `size` of the others.
    func blockRecords(first: Int = .max, chunk size: Int = 32000) -> [[UInt8]] {
        let block = block
        let head = min(first, block.count)
        var records = [execRecord(EXEC_BLOCK, data: Array(block[..<head]))]
        var offset = head
        while offset < block.count {
            let end = min(offset + size, block.count)
            records.append(chunk(at: offset, Array(block[offset..<end])))
            offset = end
        }
        return records
    }

    func variable(
        _ index: Int, _ string: [UInt8], isArgument: Bool, cause: missing_cause = MISSING_NOTHING
    ) -> [UInt8] {
        var variable = event_env_var()
        variable.header = header
        variable.header.tid = caller ?? pid
        variable.var_index = UInt32(index)
        variable.is_argv = isArgument ? 1 : 0
        variable.cause = UInt8(cause.rawValue)
        let limit = ENV_VAR_DATA_MAX
        variable.truncated = string.count > limit ? 1 : 0
        let data = cause == MISSING_NOTHING ? Array(string.prefix(limit)) : []
        variable.length = UInt16(data.count)
        return wireRecord(EVENT_ENV_VAR, variable, data)
    }

    func final(
        total: Int, sawAllArguments: Bool = true, cause: missing_cause = MISSING_NOTHING
    ) -> [UInt8] {
        var variable = event_env_var()
        variable.header = header
        variable.header.tid = caller ?? pid
        variable.var_index = UInt32(total)
        variable.total_vars = UInt32(total)
        variable.is_argv = sawAllArguments ? 1 : 0
        variable.is_final = 1
        variable.cause = UInt8(cause.rawValue)
        return wireRecord(EVENT_ENV_VAR, variable, [])
    }

    /// One record per variable, as the caller passed them, without the final one.
    func variables() -> [[UInt8]] {
        let arguments = callerArguments ?? arguments
        var records: [[UInt8]] = []
        for string in arguments {
            records.append(variable(records.count, string, isArgument: true))
        }
        for string in environment {
            records.append(variable(records.count, string, isArgument: false))
        }
        return records
    }

    /// Everything that the stream path sends.
    func streamRecords() -> [[UInt8]] {
        let variables = variables()
        return variables + [final(total: variables.count), streamEnd()]
    }

    /// The EXEC record that ends a stream.
    func streamEnd() -> [UInt8] {
        if result != 0 { return execRecord(EXEC_STREAMED) }
        return callerArguments == nil
            ? execRecord(EXEC_STREAMED, EXEC_BLOCK, data: block)
            : execRecord(EXEC_STREAMED, EXEC_BLOCK, EXEC_ARGS_ONLY, data: block)
    }
}

/// A structure and what follows it, with the type and the size set.
func wireRecord<T: BitwiseCopyable>(_ type: event_type, _ structure: T, _ data: [UInt8]) -> [UInt8]
{
    var bytes = withUnsafeBytes(of: structure) { [UInt8]($0) } + data
    let size = UInt32(bytes.count)
    changeHeader(of: &bytes) { header in
        header.type = type.rawValue
        header.size = size
    }
    return bytes
}

/// Names as add_path puts them, the last one of the path first.
func wireNames(_ names: [String]) -> [UInt8] { names.flatMap { Array($0.utf8) + [0] } }

func cgroupRecord(_ id: UInt64, _ names: [String], marks: path_marks = path_marks(0)) -> [UInt8] {
    var cgroup = event_cgroup()
    let names = wireNames(names)
    cgroup.cgroup_id = id
    cgroup.length = UInt32(names.count)
    cgroup.marks = marks.rawValue
    return wireRecord(EVENT_CGROUP, cgroup, names)
}

/// Every structure begins with an event_header.
func changeHeader(of record: inout [UInt8], _ change: (inout event_header) -> Void) {
    var header = headerOf(record)
    change(&header)
    withUnsafeBytes(of: header) { record.replaceSubrange(0..<$0.count, with: $0) }
}

func headerOf(_ record: [UInt8]) -> event_header {
    record.withUnsafeBytes { $0.loadUnaligned(as: event_header.self) }
}

func exitRecord(
    _ pid: UInt32, startTime: UInt64 = 7, status: UInt32 = 0, cpu: UInt32 = 0, time: UInt64 = 5000
) -> [UInt8] {
    var exit = event_exit()
    exit.header.time_ns = time
    exit.header.cpu = cpu
    exit.header.pid = pid
    exit.header.tid = pid
    exit.header.ppid = 1
    exit.start_time_ns = startTime
    exit.wait_status = status
    return wireRecord(EVENT_EXIT, exit, [])
}

func forkRecord(
    _ parent: UInt32, child: UInt32, startTime: UInt64 = 8, cpu: UInt32 = 0
) -> [UInt8] {
    var fork = event_fork()
    fork.header.time_ns = 900
    fork.header.cpu = cpu
    fork.header.pid = parent
    fork.header.tid = parent
    fork.child_pid = child
    fork.child_start_time_ns = startTime
    return wireRecord(EVENT_FORK, fork, [])
}

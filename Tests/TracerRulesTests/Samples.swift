import TracerCapture
import TracerOutput

@testable import TracerRules

extension StringList {
    init(_ strings: [String]) {
        self.init()
        for string in strings { append(Array(string.utf8)[...]) }
    }
}

extension Environment {
    init(_ strings: [String]) {
        self.init(StringList(strings))
    }
}

func sampleExec(
    pid: UInt32 = 10, _ arguments: [String] = ["make", "-j2", "all"],
    env: [String] = ["CI=true", "PATH=/bin"],
    uid: UInt32 = 1000, comm: String = "make", file: String = "/usr/bin/make",
    container: String? = nil, executable: String = "/usr/bin/make"
) -> ExecEvent {
    var exec = ExecEvent(time: 1, execID: UInt64(pid), pid: pid)
    exec.arguments = StringList(arguments)
    exec.environment = Environment(env)
    exec.uid = uid
    exec.comm = Array(comm.utf8)
    exec.filename = Array(file.utf8)
    exec.context.cgroupPath = Array("/system.slice/x".utf8)
    exec.context.parentComm = Array("bash".utf8)
    exec.context.executable = Array(executable.utf8)
    exec.context.parentExecutable = Array("/usr/bin/bash".utf8)
    exec.context.workingDirectory = Array("/home/b".utf8)
    exec.pidNamespace = 0xefff_fffc
    var namespaces = Namespaces()
    namespaces.user = 0xefff_fffd
    namespaces.mount = 77
    exec.context.namespaces = namespaces
    if let container {
        exec.context.container = Container(id: Array(container.utf8), runtime: Array("docker".utf8))
    }
    return exec
}

func rules(_ text: String) throws -> [Rule] {
    let passwd = "root:x:0:0::/root:/bin/sh\nbuild:x:1000:1000::/:/bin/sh\n# not one\nbuild:x:7:7\n"
    return try Configuration(
        parsing: Array(text.utf8), users: UserTable(parsing: Array(passwd.utf8))
    ).rules
}

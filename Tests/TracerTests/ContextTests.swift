import CommandRun
import Foundation
import KernelOracle
import Testing
import Tracer

/// Removes the file `s` once this shell runs it.
private let removeOnceItRuns =
    "(while case $(readlink /proc/$$/exe) in */s) false;; esac; do :; done; rm s)"

/// The context of an exec, compared with what /proc says about the process.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct ContextTests {
    private let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        .appendingPathComponent("swiftlet-context-\(getpid())").path

    private func within<Value>(_ body: () throws -> Value) throws -> Value {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer {
            // Takes paths that are longer than system calls do.
            _ = try? CommandRun(["/bin/rm", "-rf", folder])
        }
        return try body()
    }

    /// All of it is as /proc has it.
    private func compare(_ exec: ExecEvent, _ process: Sleeper.Process) throws {
        let context = exec.context
        #expect(context.workingDirectory.text == process.link("cwd"))
        #expect(context.executable.text == process.link("exe"))
        #expect(context.cgroupPath.text == process.cgroup)
        let parent = Sleeper.Process(pid: exec.ppid)
        #expect(context.parentComm.text + "\n" == parent.text("comm"))
        #expect(context.effectiveUID == UInt32(process.status("Uid")[1]))
        #expect(context.effectiveGID == UInt32(process.status("Gid")[1]))
        let capabilities = try #require(context.effectiveCapabilities)
        #expect(capabilities == UInt64(process.status("CapEff")[0], radix: 16))
        #expect(context.sessionID == process.stat(6).map { UInt32($0) })
        // What a kernel without auditing says of everybody.
        let login = process.text("loginuid").flatMap { UInt32($0) } ?? .max
        #expect(context.loginUID ?? .max == login)
        let namespaces = try #require(context.namespaces)
        #expect(namespaces.mount == process.namespace("mnt"))
        #expect(namespaces.network == process.namespace("net"))
        #expect(namespaces.uts == process.namespace("uts"))
        #expect(namespaces.ipc == process.namespace("ipc"))
        #expect(namespaces.cgroup == process.namespace("cgroup"))
        #expect(namespaces.user == process.namespace("user"))
        #expect(exec.pidNamespace == process.namespace("pid"))
    }

    @Test(arguments: [
        "cd /; \(Sleeper.command)",
        "mkdir -p a/b/c; cd a/b/c; \(Sleeper.command)",
        "ln -s /usr/bin here; cd here; \(Sleeper.command)",
        "cp /bin/sleep 'a name'; exec './a name' 4321",
        "mkdir gone; cd gone; rmdir ../gone; \(Sleeper.command)",
        "cp /bin/sleep s; \(removeOnceItRuns) & exec ./s 4321",
        "exec setsid --wait /bin/sleep 4321",
        "exec setpriv --reuid 65534 --regid 65533 --clear-groups /bin/sleep 4321",
        "exec setpriv --bounding-set=-net_raw --inh-caps=-all /bin/sleep 4321",
        "echo 1234 >/proc/self/loginuid; \(Sleeper.command)",
        "exec unshare --mount --uts --ipc --net --cgroup --user --map-root-user /bin/sleep 4321",
        "exec unshare --pid --fork /bin/sleep 4321",
        "mkdir -p a/c b; exec unshare -m sh -ec 'mount --bind a b; cd b/c; \(Sleeper.command)'",
        "exec unshare -m sh -ec 'mkdir -p m; mount -t tmpfs x m; mkdir m/d; cd m/d; \(Sleeper.command)'",
    ])
    func asProcHasIt(script: String) throws {
        try within {
            try Sleeper.look(at: "cd \(folder); \(script)") { exec, process in
                if script.contains("rm s") {
                    #expect(eventually { process.link("exe")?.hasSuffix(" (deleted)") == true })
                }
                if exec.context.executable.text + " (deleted)" == process.link("exe") {
                    // It was there when it was run.
                    #expect(script.contains("rm s"))
                } else {
                    try compare(exec, process)
                }
                #expect(exec.isComplete)
            }
        }
    }

    @Test func onTheStreamPathAsWell() throws {
        try within {
            try Sleeper.look(at: "cd \(folder); \(Sleeper.command)", capture: .stream) { exec, process in
                #expect(exec.source == .stream)
                try compare(exec, process)
            }
        }
    }

    /// /proc tells the terminal by its number.
    @Test func theTerminal() throws {
        try Sleeper.look(
            at: "import pty; pty.spawn(['/bin/sleep', '4321'])", shell: ["/usr/bin/python3", "-c"]
        ) { exec, process in
            let number = try #require(process.stat(7))
            #expect(number >> 8 == 136)
            #expect(exec.context.terminal.text == "pts/\(number & 0xff)")
            try compare(exec, process)
        }
        try Sleeper.look(at: "exec setsid --wait /bin/sleep 4321") { exec, process in
            #expect(process.stat(7) == 0)
            #expect(exec.context.terminal.isEmpty)
        }
    }

    @Test func aFileInMemory() throws {
        try Sleeper.look(
            at: """
                import os, shutil
                file = os.memfd_create('in memory', 0)
                with open('/bin/sleep', 'rb') as source: os.write(file, source.read())
                os.execve(file, ['sleep', '4321'], {})
                """, shell: ["/usr/bin/python3", "-c"]
        ) { exec, process in
            #expect(exec.context.executable.text == "/memfd:in memory (deleted)")
            try compare(exec, process)
        }
    }

    /// A directory as deep as they are followed, and one deeper than that.
    @Test func howDeepDirectoriesMayBe() throws {
        try within {
            let levels = folder.split(separator: "/").count
            for depth in [40, 55, 80] {
                let names = (0..<depth).map { "name-of-level-\($0)" }
                let path = names.joined(separator: "/")
                try Sleeper.look(
                    at: "cd \(folder); mkdir -p \(path); cd \(path); \(Sleeper.command)"
                ) { exec, process in
                    if levels + depth < 64 {
                        try compare(exec, process)
                    } else {
                        let said = exec.context.workingDirectory.text
                        #expect(said == "(truncated)/" + names.suffix(64).joined(separator: "/"))
                    }
                    #expect(exec.context.executable.text == process.link("exe"))
                }
            }
        }
    }

    /// The longest names that there are, and more of them than system calls take in one path.
    @Test func longNames() throws {
        try within {
            let name = String(repeating: "n", count: 255)
            try Sleeper.look(
                at: """
                    import os
                    os.chdir('\(folder)')
                    for _ in range(20): os.mkdir('\(name)'); os.chdir('\(name)')
                    os.execv('/bin/sleep', ['sleep', '4321'])
                    """, shell: ["/usr/bin/python3", "-c"]
            ) { exec, _ in
                let path = Array(repeating: name, count: 20).joined(separator: "/")
                #expect(exec.context.workingDirectory.text == "\(folder)/\(path)")
                #expect(exec.context.executable.text.hasSuffix("/sleep"))
                #expect(exec.isComplete)
            }
        }
    }

    /// Paths begin at the root of the process, as it sees them itself.
    @Test func anotherRoot() throws {
        try within {
            try Sleeper.look(
                at: """
                    cd \(folder); mkdir r
                    exec unshare -m sh -ec 'mount --rbind / r; exec chroot r sh -ec "cd /usr/lib; \(Sleeper.command)"'
                    """
            ) { exec, process in
                #expect(exec.context.workingDirectory.text == "/usr/lib")
                #expect(process.link("cwd") == "\(folder)/r/usr/lib")
                let executable = try #require(process.link("exe"))
                #expect("\(folder)/r" + exec.context.executable.text == executable)
            }
        }
    }

    @Test func outsideOfTheRoot() throws {
        try within {
            let python = "import os; os.chroot('r'); os.execv('/bin/sleep', ['sleep', '4321'])"
            try Sleeper.look(
                at: """
                    cd \(folder); mkdir r
                    exec unshare -m sh -ec "mount --rbind / r; exec /usr/bin/python3 -c \\"\(python)\\""
                    """
            ) { exec, _ in
                #expect(exec.context.workingDirectory.text == "(unreachable)\(folder)")
                #expect(exec.context.executable.text.hasSuffix("/sleep"))
            }
        }
    }
}

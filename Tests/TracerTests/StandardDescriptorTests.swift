import CommandRun
import Foundation
import KernelOracle
import Testing
import Tracer

/// Descriptors 0, 1 and 2, compared with /proc/PID/fd of the program that got them.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct StandardDescriptorTests {
    private static let deep = (0..<70).map { "d\($0)" }.joined(separator: "/")

    /// What a process ends in, once a shell or Python has arranged its descriptors.
    private static let shapes: [(shell: [String], script: String)] =
        [
            "exec sleep 4322", "exec sleep 4322 </etc/passwd", "exec sleep 4322 </etc/passwd >out",
            "exec sleep 4322 >out 2>&1", "exec sleep 4322 2>&1 >out", "exec sleep 4322 >out 2>out",
            "echo before >out; exec sleep 4322 >>out", "exec sleep 4322 <>both 1<>both",
            "exec sleep 4322 <&-", "exec sleep 4322 >&- 2>&-", "exec sleep 4322 <&- >&- 2>&-",
            "exec sleep 4322 >'two words' 2>$'a\\nline'", "exec sleep 4322 >$'\\xff\\xfe'",
            "exec sleep 4322 <<< 'a here string'", "exec sleep 4322 << END\n$(seq 20000)\nEND",
            "echo x | sleep 4322 | cat", "sleep 4322 2>&1 | cat", "sleep 4322 |& cat >out",
            "exec sleep 4322 < <(cat /etc/passwd) > >(cat)",
            "coproc cat; exec sleep 4322 <&${COPROC[0]} >&${COPROC[1]}",
            "exec >gone; rm gone; exec sleep 4322", "mkfifo fifo; exec sleep 4322 <>fifo",
            "exec sleep 4322 </ 2>/dev/null", "exec sleep 4322 </dev/zero >/dev/full",
            "printf 'a\\nb\\n' >in; exec <in; read first; exec sleep 4322",
            "x=$(exec 3>&1; sleep 4322 2>&3)", "exec sleep 4322 <&2 >&2",
            "mkdir -p \(deep); exec sleep 4322 >\(deep)/out",
            "exec unshare -m bash -c 'mkdir m; mount -t tmpfs x m; mkdir m/d; exec sleep 4322 >m/d/out'",
            "exec sleep 4322 >/proc/self/comm", "exec sleep 4322 </proc/self/ns/mnt",
        ].map { (["/bin/bash", "-c"], $0) }
        + [
            "f = os.memfd_create('in memory'); os.write(f, b'abc'); os.dup2(f, 0)",
            "import socket; a, b = socket.socketpair(); os.dup2(a.fileno(), 0); os.dup2(b.fileno(), 1)",
            "import socket; s = socket.create_server(('127.0.0.1', 0)); os.dup2(s.fileno(), 2)",
            "import pty; m, s = pty.openpty(); os.dup2(m, 0); os.dup2(s, 1)",
            "os.set_inheritable(0, False); os.set_inheritable(2, False)",
            "os.dup2(os.open('/etc/passwd', os.O_PATH), 0); os.dup2(os.eventfd(0), 1)",
            "os.dup2(os.open('both', os.O_RDWR | os.O_APPEND | os.O_CREAT), 1)",
            "import select; e = select.epoll(); os.dup2(e.fileno(), 1)",
        ].map {
            (["/usr/bin/python3", "-c"], "import os\n\($0)\nos.execv('/bin/sleep', ['sleep', '4322'])")
        }

    private func within<Value>(_ body: (String) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("swiftlet-stdio-\(getpid())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { _ = try? CommandRun(["/bin/rm", "-rf", folder]) }
        return try body(folder)
    }

    /// The bytes of the link, which need not be UTF-8; nil if the descriptor is closed.
    private func link(_ path: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe readlink(path, $0.baseAddress!, $0.count) }
        return count < 0 ? nil : Array(bytes[..<count])
    }

    /// O_PATH, which Glibc does not declare for Swift.
    private static let pathOnly: Int32 = 0o10000000

    /// Which descriptor shares its open file with which lower one, by kcmp(2).
    private func sharing(_ pid: UInt32) throws -> [UInt8: UInt8] {
        let script = """
            import ctypes, platform
            call = 312 if platform.machine() == 'x86_64' else 272
            for a, b in (1, 0), (2, 0), (2, 1):
                if ctypes.CDLL(None).syscall(call, \(pid), \(pid), 0, a, b) == 0: print(a, b)
            """
        var sharing: [UInt8: UInt8] = [:]
        for line in try CommandRun(["/usr/bin/python3", "-c", script]).text.split(separator: "\n") {
            let numbers = line.split(separator: " ").compactMap { UInt8($0) }
            if sharing[numbers[0]] == nil { sharing[numbers[0]] = numbers[1] }
        }
        return sharing
    }

    private func compare(_ exec: ExecEvent, _ process: Sleeper.Process, _ script: String) throws {
        let descriptors = try #require(exec.descriptors)
        let sharing = try sharing(process.pid)
        for number: UInt8 in 0...2 {
            let place = "/proc/\(process.pid)/fd/\(number)"
            let found = descriptors.first { $0.number == number }
            let comment = Comment(rawValue: "\(number): \(script.prefix(200))")
            guard let link = link(place) else {
                #expect(found == nil, comment)
                continue
            }
            let descriptor = try #require(found, comment)
            if link.count > 2 * 64, String(decoding: link, as: UTF8.self).contains("/d69/") {
                let names = link.split(separator: UInt8(ascii: "/")).suffix(64).map { [UInt8]($0) }
                let end = names.flatMap { [UInt8(ascii: "/")] + $0 }
                #expect(descriptor.path == Array("(truncated)".utf8) + end, comment)
            } else if link.starts(with: "mnt:".utf8) {
                #expect(descriptor.path.isEmpty, comment)
            } else {
                #expect(descriptor.path.text == link.text, comment)
                #expect(descriptor.path == link, comment)
            }
            var status = stat()
            #expect(unsafe stat(place, &status) == 0)
            #expect(descriptor.inode == UInt64(status.st_ino), comment)
            #expect(descriptor.kind == kind(link, status), comment)
            let info = try #require(process.text("fdinfo/\(number)"))
            func field(_ name: String) -> Substring? {
                info.split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: "\t").last
            }
            #expect(field("pos:").map { String($0) } == String(descriptor.position), comment)
            let flags = try #require(field("flags:").flatMap { Int32($0, radix: 8) })
            var access: StandardDescriptor.Access = []
            if flags & Self.pathOnly == 0 {
                if flags & O_ACCMODE != O_WRONLY { access.insert(.read) }
                if flags & O_ACCMODE != O_RDONLY { access.insert(.write) }
                if flags & O_APPEND != 0 { access.insert(.append) }
            }
            #expect(descriptor.access == access, comment)
            #expect(descriptor.sameAs == sharing[number], comment)
        }
    }

    private func kind(_ link: [UInt8], _ status: stat) -> StandardDescriptor.Kind {
        switch status.st_mode & S_IFMT {
        case S_IFIFO: return .pipe
        case S_IFSOCK: return .socket
        case S_IFREG:
            if link.starts(with: "/memfd:".utf8) { return .memfd }
            return link.first == UInt8(ascii: "/") ? .file : .other
        case S_IFCHR:
            if link.text == "/dev/null" { return .null }
            return link.starts(with: "/dev/pt".utf8) ? .tty : .other
        default: return .other
        }
    }

    @Test(arguments: shapes.indices)
    func asProcHasThem(_ index: Int) throws {
        let (shell, script) = Self.shapes[index]
        try within { folder in
            let enter =
                shell[0].hasSuffix("bash") ? "cd \(folder); \(script)" : "import os; os.chdir('\(folder)')\n\(script)"
            try Sleeper.look(at: enter, shell: shell, seconds: "4322") { exec, process in
                try compare(exec, process, script)
                #expect(exec.isComplete)
            }
        }
    }

    @Test func onTheStreamPathAsWell() throws {
        try within { folder in
            let script = "cd \(folder); exec sleep 4322 </etc/passwd >out 2>&1"
            try Sleeper.look(at: script, shell: ["/bin/bash", "-c"], capture: .stream, seconds: "4322") { exec, process in
                #expect(exec.source == .stream)
                try compare(exec, process, script)
            }
        }
    }

    /// A failed exec has those of its caller, also the ones that a successful one would have closed.
    @Test(arguments: [TraceOptions.Capture.block, .stream], ["/nope", "/etc/passwd"])
    func ofAFailedExec(_ capture: TraceOptions.Capture, _ file: String) throws {
        try within { folder in
            var options = TraceOptions()
            options.followDescendants = true
            options.reportFailed = true
            options.capture = capture
            var session = try TraceSession(options)
            try session.follow(pid: getpid())
            try session.attach()
            let script = """
                import os
                os.dup2(os.open('\(folder)/in', os.O_RDONLY | os.O_CREAT), 0, inheritable=False)
                os.close(2)
                try: os.execv('\(file)', ['4322'])
                except OSError: pass
                """
            #expect(try CommandRun(["/usr/bin/python3", "-c", script]).status == 0)
            let collected = Collected()
            _ = try collected.stop(&session)
            let exec = try #require(collected.execs.first { $0.arguments.strings == ["4322"] })
            let descriptors = try #require(exec.descriptors)
            #expect(!exec.succeeded)
            #expect(descriptors.map(\.number) == [0, 1])
            #expect(descriptors.first?.path.text == "\(folder)/in")
            #expect(descriptors.first?.access == .read)
            #expect(descriptors.last?.kind == .file)
            #expect(descriptors.last?.access == .write)
        }
    }

    /// What a shell's children share with it is inherited; what a redirection changed is not.
    @Test func inherited() throws {
        try within { folder in
            var options = TraceOptions()
            options.followDescendants = true
            var session = try TraceSession(options)
            try session.follow(pid: getpid())
            try session.attach()
            let script =
                "cd \(folder); exec >log; ls -d . 2>&1; sort </etc/passwd | head -2 >out; env ls -d / >out; true"
            #expect(try CommandRun(["/bin/bash", "-c", script]).status == 0)
            let collected = Collected()
            _ = try collected.stop(&session)
            func inherited(_ arguments: [String]) throws -> [Bool?] {
                let exec = try #require(collected.execs.last { $0.arguments.strings == arguments })
                return try #require(exec.descriptors).map(\.isInherited)
            }
            // The shell's own program began with another file at 1.
            #expect(try inherited(["ls", "-d", "."]) == [true, false, false])
            #expect(try inherited(["sort"]) == [false, false, true])
            #expect(try inherited(["head", "-2"]) == [false, false, true])
            #expect(try inherited(["env", "ls", "-d", "/"]) == [true, false, true])
            #expect(try inherited(["ls", "-d", "/"]) == [true, true, true])
        }
    }
}

import Testing
import TracerWire

@testable import TracerCapture

/// Where an exec took place: paths and cgroups from their names, the other fields as they stand.
@Suite("Context")
struct ContextTests {
    private func path(_ names: [UInt8], _ marks: path_marks...) -> String {
        let marks = marks.reduce(0) { $0 | $1.rawValue }
        return String(decoding: [UInt8](path: names.span.bytes, marks: marks), as: UTF8.self)
    }

    @Test("Names are joined to a path, and what is to be known of it is said")
    func paths() {
        #expect(path([]) == "/")
        #expect(path(wireNames(["c", "b", "a"])) == "/a/b/c")
        #expect(path(wireNames(["x"]), PATH_DELETED) == "/x (deleted)")
        #expect(path(wireNames(["x", "y"]), PATH_UNREACHABLE) == "(unreachable)/y/x")
        #expect(path([], PATH_UNREACHABLE) == "(unreachable)/")
        #expect(
            path(wireNames(["x", "y"]), PATH_TRUNCATED, PATH_DELETED) == "(truncated)/y/x (deleted)"
        )
        #expect(path(wireNames(["x", "y"]), PATH_FAULT) == "")
    }

    @Test("Names that no kernel sends")
    func hostileNames() {
        #expect(path([0]) == "/")
        #expect(path([0, 0]) == "//")
        #expect(path([0x61]) == "/a")
        #expect(path([0x61, 0, 0x62]) == "/b/a")
        #expect(path([0, 0x61, 0]) == "/a/")
    }

    @Test("Each field")
    func fields() throws {
        var sent = SentExec(["a"], ["B=1"])
        sent.contextNames = (["src", "usr"], ["a.out", "bin"])
        var structure = sent.exec
        structure.flags = EXEC_BLOCK.rawValue
        structure.cap_effective = 0x1ff_ffff_ffff
        structure.session_id = 11
        structure.login_uid = 12
        structure.euid = 13
        structure.egid = 14
        structure.mount_ns = 15
        structure.network_ns = 16
        structure.uts_ns = 17
        structure.ipc_ns = 18
        structure.cgroup_ns = 19
        structure.user_ns = 20
        withUnsafeMutableBytes(of: &structure.parent_comm) { $0.copyBytes(from: "make".utf8) }
        withUnsafeMutableBytes(of: &structure.tty) { $0.copyBytes(from: "pts7".utf8) }
        var player = StreamPlayer()
        try player.send([
            cgroupRecord(3, ["sshd.service", "system.slice"]),
            sent.execRecord(structure, data: sent.block),
        ])
        let event = try #require(player.execs.first)
        expectWhole(event, sent)
        var expected = ProcessContext()
        expected.workingDirectory = Array("/usr/src".utf8)
        expected.executable = Array("/bin/a.out".utf8)
        expected.cgroupPath = Array("/system.slice/sshd.service".utf8)
        expected.parentComm = Array("make".utf8)
        expected.effectiveUID = 13
        expected.effectiveGID = 14
        expected.sessionID = 11
        expected.loginUID = 12
        expected.terminal = Array("pts/7".utf8)
        var namespaces = Namespaces()
        namespaces.mount = 15
        namespaces.network = 16
        namespaces.uts = 17
        namespaces.ipc = 18
        namespaces.cgroup = 19
        namespaces.user = 20
        expected.namespaces = namespaces
        expected.effectiveCapabilities = 0x1ff_ffff_ffff
        #expect(event.context == expected)

        structure.login_uid = .max
        try player.send(sent.execRecord(structure, data: sent.block))
        #expect(try #require(player.execs.last).context.loginUID == nil)

        for name in ["tty1", "pts", "", String(repeating: "p", count: 32)] {
            withUnsafeMutableBytes(of: &structure.tty) { bytes in
                for index in bytes.indices { bytes[index] = 0 }
                bytes.copyBytes(from: name.utf8)
            }
            try player.send(sent.execRecord(structure, data: sent.block))
            #expect(try #require(player.execs.last).context.terminal == Array(name.utf8))
        }
    }

    @Test("Without the flag nothing is read from the fields")
    func withoutContext() throws {
        let sent = SentExec(["a"], ["B=1"])
        var structure = sent.exec
        structure.flags = EXEC_BLOCK.rawValue
        structure.euid = 13
        var player = StreamPlayer()
        try player.send([
            cgroupRecord(3, ["a"]), sent.execRecord(structure, data: sent.block),
        ])
        #expect(try #require(player.execs.first).context == ProcessContext())
    }

    @Test("In several records, with a context")
    func chunks() throws {
        var sent = SentExec(["ls", "-l"], ["PATH=/bin", "A=1"])
        sent.contextNames = (["src"], ["ls", "bin"])
        for first in [0, 1, sent.block.count] {
            var player = StreamPlayer()
            try player.send(sent.blockRecords(first: first, chunk: 3))
            let event = try #require(player.execs.first)
            expectWhole(event, sent)
            #expect(event.context.workingDirectory == Array("/src".utf8))
            #expect(event.context.executable == Array("/bin/ls".utf8))
        }
    }

    @Test("A cgroup is told once, for all that comes after, until it is told anew")
    func cgroups() throws {
        var sent = SentExec(["a"], [])
        sent.contextNames = ([], [])
        var player = StreamPlayer()
        try player.send(sent.execRecord(EXEC_BLOCK, data: sent.block))
        try player.send(cgroupRecord(3, ["b", "a"]))
        try player.send(cgroupRecord(4, ["other"]))
        for _ in 0..<2 { try player.send(sent.execRecord(EXEC_BLOCK, data: sent.block)) }
        try player.send(cgroupRecord(3, []))
        try player.send(sent.execRecord(EXEC_BLOCK, data: sent.block))
        let paths = player.execs.map { String(decoding: $0.context.cgroupPath, as: UTF8.self) }
        #expect(paths == ["", "/a/b", "/a/b", "/"])
        #expect(player.summary.received == 7)
        #expect(player.summary.malformed == 0)
    }

    @Test("Of too many cgroups the ones that were used are kept")
    func manyCgroups() {
        var table = CgroupTable(limit: 100)
        for id in 0..<10_000 as Range<UInt64> {
            table.set(id, path: Array("/\(id)".utf8))
            // Those that the kernel's half remembers, half as many, are used last.
            let isKnown = table.use(id - min(id, 20)) != nil
            let isUsed = id < 7 || table.use(7)?.path == Array("/7".utf8)
            guard isKnown, isUsed, table.count <= 100 else {
                Issue.record("\(id): \(isKnown) \(isUsed) \(table.count)")
                break
            }
        }
        #expect(table.use(1000) == nil)
    }
}

import Testing
import TracerWire

@testable import TracerCapture

@Suite("Processes come and go")
struct ProcessTests {
    private let shell = SentExec(["sh"], ["PATH=/bin", "A=1"])

    @Test("An exec is known until its process exits")
    func lifetime() throws {
        var player = StreamPlayer()
        try player.send(shell.blockRecords())
        let process = try #require(player.stream.processes[100])
        #expect(process.pid == 100)
        #expect(process.ppid == 1)
        #expect(process.startTime == 7)
        #expect(process.execID == 1)
        #expect(process.comm == shell.comm)
        #expect(process.environment?.text == ["PATH=/bin", "A=1"])
        try player.send(exitRecord(100))
        #expect(player.stream.processes[100] == nil)
        #expect(player.stream.processes.count == 0)
    }

    /// A process can't change who forked it, as it can change its parent by having it end.
    @Test("The parent's executable is that of the program that forked, not of whoever adopts")
    func parentExecutable() throws {
        func text(_ exec: ExecEvent?) -> String {
            String(decoding: exec?.context.parentExecutable ?? [], as: UTF8.self)
        }
        var player = StreamPlayer()
        var seeded = ProcessMetadata(pid: 1, ppid: 0, startTime: 0, comm: [])
        seeded.executable = Array("/usr/lib/systemd/systemd".utf8)
        player.seed(seeded)
        var exec = shell
        exec.contextNames = (directory: [], executable: ["dash", "bin"])
        try player.send(exec.blockRecords())
        #expect(text(player.execs.last) == "/usr/lib/systemd/systemd")
        // A child that is adopted by process 1 before it execs.
        try player.send(forkRecord(100, child: 200, startTime: 9))
        try player.send(exitRecord(100))
        var child = SentExec(2, pid: 200, ppid: 1)
        child.startTime = 9
        try player.send(child.blockRecords())
        #expect(text(player.execs.last) == "/bin/dash")
        // If a process's fork was not seen, its parent's exec is the best guess.
        var stranger = SentExec(3, pid: 300, ppid: 1)
        stranger.startTime = 11
        try player.send(stranger.blockRecords())
        #expect(text(player.execs.last) == "/usr/lib/systemd/systemd")
        var orphan = SentExec(4, pid: 400, ppid: 77)
        orphan.startTime = 12
        try player.send(orphan.blockRecords())
        #expect(text(player.execs.last) == "")
    }

    @Test("Nothing is compared with an environment of which a part is missing")
    func incomplete() throws {
        var player = StreamPlayer()
        let records = shell.blockRecords(first: 3, chunk: 100)
        try player.send(records[0])
        player.drop(records[1])
        player.finish()
        let process = try #require(player.stream.processes[100])
        #expect(process.execID == 1)
        #expect(process.environment == nil)
    }

    @Test("An exit says whose it was")
    func exits() throws {
        var player = StreamPlayer()
        try player.send(shell.blockRecords())
        try player.send(exitRecord(100, status: 3 << 8, time: 1007))
        let exit = try #require(player.exits.first)
        #expect(exit.execID == 1)
        #expect(exit.pid == 100)
        #expect(exit.ppid == 1)
        #expect(exit.comm == shell.comm)
        #expect(exit.duration == 1000)
        #expect(exit.exitCode == 3)
        #expect(exit.signal == nil)
        #expect(!exit.coreDumped)
        try player.send(exitRecord(200, status: 11 | 0x80))
        let killed = try #require(player.exits.last)
        #expect(killed.execID == 0)
        #expect(killed.comm == [])
        #expect(killed.exitCode == nil)
        #expect(killed.signal == 11)
        #expect(killed.coreDumped)
    }

    @Test("An exit that is sent twice is reported once; the pid's next process has its own")
    func exitTwice() throws {
        var player = StreamPlayer()
        try player.send([exitRecord(100), exitRecord(100, cpu: 1)])
        #expect(player.exits.count == 1)
        try player.send(exitRecord(100, startTime: 99))
        #expect(player.exits.count == 2)
        try player.send(exitRecord(100, startTime: 99))
        #expect(player.exits.count == 2)
        // Others in between, as between two CPUs.
        for pid in UInt32(200)..<220 { try player.send(exitRecord(pid)) }
        try player.send(exitRecord(100, startTime: 99))
        #expect(player.exits.count == 22)
        // Both records arrived and both count.
        #expect(player.summary.received == player.sent)
    }

    @Test("A child begins as its parent, and shares its strings")
    func forks() throws {
        var player = StreamPlayer()
        try player.send(shell.blockRecords())
        try player.send(forkRecord(100, child: 101, startTime: 55))
        let child = try #require(player.stream.processes[101])
        #expect(child.pid == 101)
        #expect(child.ppid == 100)
        #expect(child.startTime == 55)
        #expect(child.execID == 1)
        let parent = try #require(player.stream.processes[100])
        let same = parent.environment?.bytes.withUnsafeBytes { one in
            child.environment?.bytes.withUnsafeBytes { $0.baseAddress == one.baseAddress }
        }
        #expect(same == true)
        guard case .fork(let fork) = player.events.last else {
            Issue.record("no fork event")
            return
        }
        #expect(fork.pid == 101)
        #expect(fork.ppid == 100)
        #expect(fork.comm == shell.comm)

        // The parent's end is not the child's, nor is its exec_id.
        try player.send(exitRecord(100))
        #expect(player.stream.processes[101] != nil)
        try player.send(exitRecord(101, startTime: 55))
        // It ran its parent's program, and had none of its own.
        #expect(player.exits.map { $0.execID } == [1, 1])
        #expect(player.exits.map { $0.parentExecID } == [0, 1])
        #expect(player.exits.map { $0.ownExecID } == [1, 0])
        #expect(player.exits.map { $0.execDuration == nil } == [false, true])
        #expect(player.exits.last?.comm == shell.comm)
    }

    @Test("A child that calls exec is itself from then on")
    func forkAndExec() throws {
        var player = StreamPlayer()
        try player.send(shell.blockRecords())
        try player.send(forkRecord(100, child: 101))
        let sent = SentExec(
            2, arguments: [[0x6c]], environment: [[0x42]], pid: 101, ppid: 100)
        try player.send(sent.blockRecords())
        #expect(player.execs.last?.parentEnvironment?.text == ["PATH=/bin", "A=1"])
        try player.send(exitRecord(101))
        #expect(player.exits.last?.execID == 2)
    }

    @Test("The fork of an unknown parent: what was known under the child's pid is over")
    func forkOfUnknown() throws {
        var player = StreamPlayer()
        try player.send(shell.blockRecords())
        try player.send(forkRecord(500, child: 100))
        #expect(player.stream.processes[100] == nil)
    }

    @Test("The parent's environment: known, not known, incomplete, from before the trace")
    func parentEnvironment() throws {
        var player = StreamPlayer()
        let child = SentExec(2, arguments: [[1]], environment: [[2]], pid: 101, ppid: 100)
        try player.send(child.blockRecords())
        #expect(player.execs.last?.parentEnvironment == nil)

        player.seed(
            ProcessMetadata(
                pid: 100, ppid: 1, startTime: 0, comm: [], environment: Environment(block: [3, 0])))
        try player.send(child.blockRecords())
        #expect(player.execs.last?.parentEnvironment?.strings == [[3]])

        try player.send(shell.blockRecords())
        try player.send(child.blockRecords())
        #expect(player.execs.last?.parentEnvironment?.text == ["PATH=/bin", "A=1"])

        // A process that is known isn't replaced by what /proc said before.
        player.seed(ProcessMetadata(pid: 100, ppid: 1, startTime: 0, comm: []))
        #expect(player.stream.processes[100]?.comm == shell.comm)

        // A failed exec has a parent, too.
        var failed = child
        failed.result = -13
        var options = EventStream.Options()
        options.reportFailed = true
        player = StreamPlayer(options: options)
        try player.send(shell.blockRecords())
        try player.send(failed.streamRecords())
        #expect(player.execs.last?.parentEnvironment?.text == ["PATH=/bin", "A=1"])
    }

    @Test("Over a million execs and exits the table stays empty")
    func million() throws {
        var stream = EventStream()
        var exec = shell.blockRecords()[0]
        var exit = exitRecord(100)
        var most = 0
        var sequence: UInt64 = 0
        for number in 0..<UInt64(1_000_000) {
            let pid = UInt32(300 + number % 4000)
            changeHeader(of: &exec) { header in
                header.pid = pid
                header.exec_id = number
                header.sequence = sequence
            }
            exit.withUnsafeMutableBytes { bytes in
                var record = bytes.loadUnaligned(as: event_exit.self)
                record.header.pid = pid
                record.header.sequence = sequence + 1
                record.start_time_ns = number
                bytes.storeBytes(of: record, as: event_exit.self)
            }
            sequence += 2
            try stream.consume(exec.span.bytes, now: number) { _ in }
            most = max(most, stream.processes.count)
            try stream.consume(exit.span.bytes, now: number) { _ in }
        }
        #expect(most == 1)
        #expect(stream.processes.count == 0)
        #expect(stream.summary(KernelCounters()).execs == 1_000_000)
    }

    @Test("Where exits are lost the table stays within its limit, and keeps what is recent")
    func limit() throws {
        var options = EventStream.Options()
        options.processLimit = 100
        var player = StreamPlayer(options: options)
        for pid in UInt32(1)...5000 {
            try player.send(
                SentExec(UInt64(pid), arguments: [[1]], environment: [[2]], pid: pid)
                    .blockRecords())
            #expect(player.stream.processes.count <= 100)
            #expect(player.stream.processes[pid] != nil)
        }
        #expect(player.stream.processes.count >= 75)
        for pid in UInt32(4930)...5000 { #expect(player.stream.processes[pid] != nil) }
    }

    @Test("A limit of nothing")
    func noProcesses() {
        for limit in [0, 1, 2] {
            var table = ProcessTable(limit: limit)
            for pid in UInt32(1)...10 {
                table.set(ProcessMetadata(pid: pid, ppid: 0, startTime: 0, comm: []))
                #expect(table.count <= limit)
            }
        }
    }

    @Test("The room of processes that are gone is given back, and those left are still known")
    func roomIsGivenBack() {
        var table = ProcessTable(limit: 100_000)
        for pid in UInt32(1)...50_000 {
            table.set(ProcessMetadata(pid: pid, ppid: 0, startTime: UInt64(pid), comm: []))
        }
        #expect(table.capacity >= 50_000)
        for pid in UInt32(101)...50_000 { table.remove(pid) }
        #expect(table.count == 100 && table.capacity <= 2048)
        for pid in UInt32(1)...100 { #expect(table[pid]?.startTime == UInt64(pid)) }
    }
}

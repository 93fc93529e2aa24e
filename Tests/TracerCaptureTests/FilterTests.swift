import Testing
import TracerWire

@testable import TracerCapture

/// Programs that arrive and are not to be shown, and parents whose exec was not seen.
@Suite struct FilterTests {
    private let shell: SentExec
    private let compiler: SentExec

    init() {
        var shell = SentExec(["sh"], ["A=1"])
        shell.comm = Array("sh".utf8)
        self.shell = shell
        var compiler = SentExec(["cc"], ["A=2"], id: 2)
        compiler.comm = Array("cc".utf8)
        compiler.pid = 101
        compiler.ppid = 100
        self.compiler = compiler
    }

    @Test func whatIsHiddenIsKnownButNotShown() throws {
        var player = StreamPlayer(isShown: { $0 == Array("cc".utf8) })
        try player.send(shell.blockRecords())
        try player.send(forkRecord(100, child: 101))
        try player.send(compiler.blockRecords())
        try player.send(exitRecord(101))
        try player.send(exitRecord(100))
        #expect(player.execs.map(\.comm) == [Array("cc".utf8)])
        // The hidden program is still the parent, with its environment.
        #expect(player.execs.first?.parentEnvironment?.text == ["A=1"])
        #expect(player.exits.map(\.pid) == [101])
        #expect(player.events.count == 2)
        let summary = player.stream.summary(KernelCounters())
        #expect(summary.execs == 1 && summary.filtered == 1)
    }

    @Test func aFailedExecGoesByTheNameOfWhoTried() throws {
        var options = EventStream.Options()
        options.reportFailed = true
        var player = StreamPlayer(options: options, isShown: { $0 == Array("cc".utf8) })
        var failed = shell
        failed.result = -2
        try player.send(failed.streamRecords())
        #expect(player.events.isEmpty)
        failed.comm = Array("cc".utf8)
        failed.id = 3
        try player.send(failed.streamRecords())
        #expect(player.execs.count == 1)
        #expect(player.stream.summary(KernelCounters()).failed == 1)
    }

    /// The parent's last exec never came: what is known of it is of another program.
    @Test func theParentIsTheProgramThatItRanThen() throws {
        for (start, isKnown) in [
            (UInt64(0), true), (shell.exec.args_start, true), (shell.exec.args_start + 1, false),
        ] {
            var player = StreamPlayer()
            try player.send(shell.blockRecords())
            var exec = compiler.exec
            exec.parent_args_start = start
            exec.flags = EXEC_BLOCK.rawValue
            try player.send(compiler.execRecord(exec, data: compiler.block))
            let shown = try #require(player.execs.last)
            #expect((shown.parentEnvironment != nil) == isKnown)
            #expect(shown.parentExecID == (isKnown ? 1 : 0))
        }
    }

    /// A fork has the addresses of its parent.
    @Test func aForkedParentIsKnownToo() throws {
        var player = StreamPlayer()
        try player.send(shell.blockRecords())
        try player.send(forkRecord(100, child: 101))
        var grandchild = compiler
        grandchild.pid = 102
        grandchild.ppid = 101
        var exec = grandchild.exec
        exec.parent_args_start = shell.exec.args_start
        exec.flags = EXEC_BLOCK.rawValue
        try player.send(grandchild.execRecord(exec, data: grandchild.block))
        #expect(player.execs.last?.parentEnvironment?.text == ["A=1"])
    }
}

import Testing
import TracerCapture

@testable import TracerRules

struct FilterTests {
    private func exec(_ pid: UInt32, _ comm: String, result: Int32 = 0) -> TracerEvent {
        var exec = sampleExec(pid: pid, [comm], comm: comm)
        exec.result = result
        return .exec(exec)
    }
    private func exit(_ pid: UInt32) -> TracerEvent {
        .exit(
            ExitEvent(time: 2, execID: 1, pid: pid, ppid: 1, comm: [], waitStatus: 0, duration: 1))
    }
    private func fork(_ parent: UInt32, _ child: UInt32) -> TracerEvent {
        .fork(ForkEvent(time: 1, pid: child, ppid: parent, comm: []))
    }

    private func shown(_ filter: inout RuleFilter, _ event: TracerEvent) -> Bool {
        var event = event
        return filter.take(&event) != .ignored
    }

    @Test func theFirstRuleCounts() throws {
        var filter = RuleFilter(
            try rules(
                """
                rules:
                - match: {comm: cc}
                  attributes: {team: build, n: 1}
                - match: {comm: "c*"}
                  action: ignore
                  unsafe: true
                - attributes: {rest: yes}
                """))
        for (comm, verdict, attributes) in [
            ("cc", RuleFilter.Verdict.shown(rule: 0), ["team=build", "n=1"]), ("cp", .ignored, []),
            ("ls", .shown(rule: 2), ["rest=yes"]),
        ] {
            var event = exec(5, comm)
            #expect(filter.take(&event) == verdict)
            guard case .exec(let exec) = event else { return }
            #expect(exec.attributes.map { "\($0.name)=\($0.value)" } == attributes)
        }
        #expect(filter.ignored == 1)
    }

    /// What was recorded with attributes, and gets one of the same name.
    @Test func anAttributeTakesThePlaceOfOneThatIsThere() throws {
        var filter = RuleFilter(try rules("rules:\n- attributes: {a: new, b: 2}\n"))
        var exec = sampleExec()
        exec.attributes = [Attribute(name: "a", value: "old")]
        var event = TracerEvent.exec(exec)
        _ = filter.take(&event)
        guard case .exec(let shown) = event else { return }
        #expect(
            shown.attributes == [
                Attribute(name: "a", value: "new"), Attribute(name: "b", value: "2"),
            ])
    }

    @Test func whatAProgramDoesGoesWithItsExec() throws {
        var filter = RuleFilter(try rules("rules:\n- match: {comm: sh}\n  action: ignore\n  unsafe: true\n"))
        #expect(!shown(&filter, exec(1, "sh")))
        #expect(!shown(&filter, fork(1, 2)))
        #expect(!shown(&filter, fork(2, 3)))
        // A forked child that ends without an exec, and one that becomes another program.
        #expect(!shown(&filter, exit(3)))
        #expect(shown(&filter, exec(2, "ls")))
        #expect(shown(&filter, exit(2)))
        // A failed exec is left out by its own name, and changes nothing about the process.
        #expect(shown(&filter, exec(1, "no", result: -2)))
        #expect(!shown(&filter, exit(1)))
        // The pid's next process is another one.
        #expect(shown(&filter, exec(1, "ls")))
        #expect(!shown(&filter, exec(1, "sh", result: -2)))
        #expect(shown(&filter, exit(1)))
        #expect(filter.ignored == 2)
    }

    @Test func sampling() throws {
        var filter = RuleFilter(try rules("rules:\n- match: {comm: cc}\n  sample: 3\n  unsafe: true\n"))
        let pattern = (1...7).map { number in
            let isShown = shown(&filter, exec(UInt32(number), "cc"))
            // Exits go with them.
            #expect(shown(&filter, exit(UInt32(number))) == isShown)
            return isShown
        }
        #expect(pattern == [true, false, false, true, false, false, true])
        #expect(filter.ignored == 4)
        #expect(shown(&filter, exec(9, "ls")))
    }

    @Test func otherRulesFromNowOn() throws {
        var filter = RuleFilter(try rules("rules:\n- match: {comm: sh}\n  action: ignore\n  unsafe: true\n"))
        #expect(!shown(&filter, exec(1, "sh")))
        filter.replace(try rules("rules:\n- match: {comm: ls}\n  action: ignore\n  unsafe: true\n"))
        #expect(!shown(&filter, exit(1)))
        #expect(shown(&filter, exec(2, "sh")))
        #expect(!shown(&filter, exec(3, "ls")))
        #expect(filter.ignored == 2)
    }

    /// They may end after the program.
    @Test func connectionsGoWithTheirProgram() throws {
        var filter = RuleFilter(try rules("rules:\n- match: {comm: sh}\n  action: ignore\n  unsafe: true\n"))
        func tcp(_ kind: TCPEvent.Kind, _ pid: UInt32) -> TracerEvent {
            let end = TCPEvent.Endpoint(address: [127, 0, 0, 1], port: 1)
            return .tcp(
                TCPEvent(
                    kind: kind, time: 3, execID: 1, pid: pid, comm: [], connectionID: UInt64(pid),
                    local: end, remote: end))
        }
        for (pid, comm, isShown) in [(UInt32(1), "sh", false), (2, "ls", true)] {
            #expect(shown(&filter, exec(pid, comm)) == isShown)
            #expect(shown(&filter, tcp(.connect, pid)) == isShown)
            #expect(shown(&filter, exit(pid)) == isShown)
            #expect(shown(&filter, tcp(.close, pid)) == isShown)
            // Another connection, of another process.
            #expect(shown(&filter, tcp(.close, pid)))
        }
    }
}

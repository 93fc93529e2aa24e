import Testing

@testable import TracerCapture
@testable import TracerOutput
@testable import TracerReplay

/// What is read of each form in which environments are recorded.
struct RecordedEnvironmentTests {
    private let clock = WallClock(offset: 0)

    private func exec(_ id: UInt64, parent: UInt64, _ environment: [String]) -> ExecEvent {
        var exec = ExecEvent(time: id, execID: id, pid: UInt32(id))
        exec.parentExecID = parent
        exec.environment = Environment(environment.map { Array($0.utf8) })
        return exec
    }

    private func strings(_ environment: Environment?) -> [String?]? {
        environment.map { list in
            (0..<list.count).map { list[$0].map { String(decoding: $0, as: UTF8.self) } }
        }
    }

    @Test func theParentsComesFromItsExec() throws {
        let events: [TracerEvent] = [
            .exec(exec(1, parent: 0, ["A=1", "B=2"])), .exec(exec(2, parent: 1, ["A=1", "B=3", "C="])),
            .exec(exec(3, parent: 9, ["A=1"])),
        ]
        let recorded = Recorded(Recorded.json(events, clock: clock))
        #expect(try recorded.exec(0).parentEnvironment == nil)
        #expect(strings(try recorded.exec(1).parentEnvironment) == ["A=1", "B=2"])
        #expect(try recorded.exec(2).parentEnvironment == nil)
        // Of 1 the parent is from before; of 3 it should be there.
        #expect(recorded.notes.lacks == [.parents])
        let line = String(decoding: recorded.json(.diff), as: UTF8.self).split(separator: "\n")[1]
        #expect(
            line.contains(
                #""env_diff":{"added":{"C":""},"changed":{"B":"3"},"removed":[],"against":"parent"}"#))
        // Not asked for, not looked for.
        #expect(
            try Recorded(Recorded.json(events, clock: clock), environments: .values).exec(1)
                .parentEnvironment == nil)
    }

    /// An exec that failed started no program: nobody is its child.
    @Test func failedExecsHaveNoChildren() throws {
        var failed = exec(1, parent: 0, ["A=wrong"])
        failed.result = -2
        let events: [TracerEvent] = [
            .exec(exec(1, parent: 0, ["A=right"])), .exec(failed), .exec(exec(2, parent: 1, [])),
        ]
        let recorded = Recorded(Recorded.json(events, clock: clock))
        #expect(strings(try recorded.exec(2).parentEnvironment) == ["A=right"])
    }

    @Test func namesAlone() throws {
        let written = Recorded.json([.exec(exec(1, parent: 0, ["A=1", "B="]))], .names, clock: clock)
        let names = Recorded(written, environments: .names)
        #expect(strings(try names.exec().environment) == ["A=", "B="])
        #expect(names.notes.lacks.isEmpty)
        let values = Recorded(written, environments: .values)
        #expect(try values.exec().environment.isEmpty)
        #expect(values.notes.lacks == [.values])
        let nothing = Recorded(Recorded.json([.exec(exec(1, parent: 0, ["A=1"]))], .none, clock: clock))
        #expect(nothing.notes.lacks == [.environments])
    }

    /// The first environment is whole, since nothing is known of its parent; the rest can be put
    /// together from it.
    @Test func differencesAreAppliedToTheParents() throws {
        var second = exec(2, parent: 1, ["A=1", "B=3", "C="])
        second.parentEnvironment = Environment(["A=1", "B=2", "D=4"].map { Array($0.utf8) })
        var third = exec(3, parent: 2, ["A=1", "B=3", "C=", "E=5", "E=6", "junk"])
        third.parentEnvironment = second.environment
        let events: [TracerEvent] = [
            .exec(exec(1, parent: 0, ["A=1", "B=2", "D=4"])), .exec(second), .exec(third),
        ]
        let recorded = Recorded(Recorded.json(events, .diff, clock: clock))
        #expect(strings(try recorded.exec(1).environment) == ["A=1", "B=3", "C="])
        #expect(
            strings(try recorded.exec(1).parentEnvironment) == ["A=1", "B=2", "D=4"])
        #expect(
            strings(try recorded.exec(2).environment)
                == ["A=1", "B=3", "C=", "E=5", "E=6", "junk"])
        #expect(recorded.notes.lacks.isEmpty)
        // Without its parent there are the differences, and the values of before are not made up.
        let lone = Recorded(Recorded.json([.exec(second)], .diff, clock: clock))
        #expect(strings(try lone.exec().environment) == ["B=3", "C="])
        #expect(strings(try lone.exec().parentEnvironment) == ["B=(not recorded)", "D=(not recorded)"])
        #expect(
            Recorded(Recorded.json([.exec(second)], .diff, clock: clock), environments: .values)
                .notes.lacks == [.unchanged])
    }

    /// A name that is no text has no place in the differences: the child has it only if its own event says so.
    @Test func aNameThatIsNoTextIsNotInherited() throws {
        let odd: [UInt8] = [0x58, 0xff, 0x3d, 0x32]
        var parent = exec(1, parent: 0, [])
        parent.environment = StringList([Array("A=1".utf8), odd])
        for own in [[Array("A=1".utf8)], [Array("A=1".utf8), odd]] {
            var child = exec(2, parent: 1, [])
            child.environment = StringList(own)
            child.parentEnvironment = parent.environment
            let written = Recorded.json([.exec(parent), .exec(child)], .diff, clock: clock)
            let recorded = Recorded(written)
            #expect(try recorded.exec(1).environment == child.environment)
            #expect(recorded.json(.diff) == written)
        }
    }

    @Test func referencesToEarlierOnes() throws {
        let head = #"{"event":"exec","time":"2026-01-31T12:00:00Z","exec_id":"1","pid":1,"#
        let recorded = Recorded(
            head + #""env":{"A":"1"},"env_other":["A=2"],"env_id":"7"}"# + "\n" + head
                + #""env_ref":"7"}"# + "\n" + head + #""env_ref":8}"# + "\n")
        #expect(strings(try recorded.exec(1).environment) == ["A=1", "A=2"])
        #expect(try recorded.exec(2).environment.isEmpty)
        #expect(recorded.notes.lacks == [.reference])
    }

    @Test func memoryIsBounded() throws {
        var history = EnvironmentHistory(limits: (count: 100, bytes: 1000))
        let shared = Environment([Array("SHARED=1".utf8)])
        history.note(shared, isPartial: false, of: 1, parent: 0)
        for exec in 2..<10_000 as Range<UInt64> {
            history.note(shared, isPartial: false, of: exec, parent: exec - 1)
            history.note(shared, number: Array("\(exec)".utf8))
        }
        #expect(history[9_999] != nil && history[9_900] != nil && history[9_899] == nil)
        #expect(history[number: Array("9999".utf8)] != nil)
        #expect(history[number: Array("5".utf8)] == nil)
        // One that is larger than all that is allowed is kept as long as it is the last.
        let large = Environment([[UInt8](repeating: 0x41, count: 5000)])
        history.note(large, isPartial: false, of: 20_000, parent: 0)
        #expect(history[20_000] != nil && history[9_999] == nil)
        history.note(shared, isPartial: false, of: 20_001, parent: 0)
        #expect(history[20_000] == nil && history[20_001] != nil)
    }
}

import RandomBytes
import SampleEvents
import Testing

@testable import TracerCapture
@testable import TracerOutput

struct EnvironmentTableTests {
    @Test func theSameEnvironmentIsFoundAndNoOther() {
        var table = EnvironmentTable()
        #expect(table.look(up: Environment(["A=1", "B=2"])) == .new(1))
        #expect(table.look(up: Environment(["B=2", "A=1"])) == .new(2))
        #expect(table.look(up: Environment([Array("A=1".utf8), nil, Array("B=2".utf8)])) == .new(3))
        #expect(table.look(up: Environment(["A=1", "B=2"])) == .known(1))
        #expect(table.look(up: Environment()) == .new(4))
    }

    @Test func theOneUsedLongestAgoGoesFirst() {
        var table = EnvironmentTable(mostEntries: 2, mostBytes: 100)
        #expect(table.look(up: Environment(["A"])) == .new(1))
        #expect(table.look(up: Environment(["B"])) == .new(2))
        #expect(table.look(up: Environment(["A"])) == .known(1))
        #expect(table.look(up: Environment(["C"])) == .new(3))
        #expect(table.look(up: Environment(["A"])) == .known(1))
        #expect(table.look(up: Environment(["B"])) == .new(4))
        #expect(table.look(up: Environment([String(repeating: "x", count: 100)])) == .unnumbered)
        #expect(table.look(up: Environment([String(repeating: "x", count: 90)])) == .new(5))
        #expect(table.look(up: Environment(["B"])) == .new(6))
    }

    @Test func whatIsReferredToWasWritten() throws {
        var formatter = JSONFormatter(clock: sampleClock)
        formatter.refersToEnvironments = true
        formatter.environments = EnvironmentTable(mostEntries: 3)
        var random = RandomBytes()
        let environments = (0..<6).map { _ in
            Environment((0..<4).map { _ in random.string(longest: 20) as [UInt8]? })
        }
        var written: [String: [String: Any]] = [:]
        for _ in 0..<200 {
            let exec = sampleExec(environment: environments.randomElement(using: &random)!)
            var object = try parsed(output { formatter.append(.exec(exec), to: &$0) })
            if let number = object["env_id"] as? String { written[number] = object }
            if let number = object["env_ref"] as? String { object = try #require(written[number]) }
            let whole = try parsed(json(.exec(exec)))
            for key in ["env", "env_other", "env_base64"] {
                #expect("\(object[key] ?? "")" == "\(whole[key] ?? "")", "SEED=\(random.seed)")
            }
        }
        #expect(!written.isEmpty)
    }
}

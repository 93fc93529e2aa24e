import RandomBytes
import SampleEvents
import Testing
import TracerCapture

@testable import TracerOutput

/// The text of an environment that repeats is copied: it must be what a new formatter writes.
@Suite("Environments written before")
struct RepeatedTextTests {
    @Test(
        "A formatter with a past writes the same as a new one",
        arguments: [EnvironmentForm.all, .diff, .names])
    func samePast(_ form: EnvironmentForm) {
        var random = RandomBytes()
        var experienced = JSONFormatter(environment: form, clock: sampleClock)
        let lists = (0..<20).map { _ in
            Environment(
                (0..<Int.random(in: 0..<12, using: &random)).map { index in
                    (Bool.random(using: &random) ? Array("V\(index)=".utf8) : [])
                        + random.string(longest: 30)
                } as [[UInt8]?]
            ).numbered()
        }
        for round in 0..<400 {
            let (own, parent) = (
                lists.randomElement(using: &random)!, lists.randomElement(using: &random)!
            )
            var exec = sampleExec(
                environment: own, parentEnvironment: round % 4 == 0 ? nil : parent)
            if round % 9 == 0 {
                exec.missing = [
                    MissingPart(
                        part: .environment, unit: .bytes, offset: 0, count: 1, cause: .record)
                ]
            }
            var new = JSONFormatter(environment: form, clock: sampleClock)
            let known = output { experienced.append(.exec(exec), to: &$0) }
            #expect(
                known == output { new.append(.exec(exec), to: &$0) },
                "seed \(random.seed), round \(round)")
        }
    }

    @Test("References are the same whether an environment has a number or not")
    func references() {
        var random = RandomBytes()
        var (numbered, plain) = (EnvironmentTable(mostEntries: 4), EnvironmentTable(mostEntries: 4))
        let lists = (0..<40).map { Environment(["A=\($0)"]) }
        let numberedLists = lists.map { $0.numbered() }
        for _ in 0..<2000 {
            let index = Int.random(in: 0..<(Bool.random(using: &random) ? 5 : 40), using: &random)
            #expect(
                numbered.look(up: numberedLists[index]) == plain.look(up: lists[index]),
                "seed \(random.seed)")
        }
    }
}

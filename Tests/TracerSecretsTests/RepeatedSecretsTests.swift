import RandomBytes
import SampleEvents
import Testing
import TracerCapture
import TracerOutput

@testable import TracerSecrets

/// What a redactor remembers of earlier environments never changes what it hides.
@Suite("Environments seen before")
struct RepeatedSecretsTests {
    private static let strings = [
        "PATH=/usr/bin:/bin", "API_TOKEN=abcDEF123456", "DB=postgres://me:hunter22@host/db",
        "PASSWORD=hunter22",
        "A=--password=x1Y2z3 b", "KEY=-----BEGIN PRIVATE KEY-----", "NOEQUALS", "=x", "EMPTY=",
        "SESSION=xyz",
        "GH=ghp_abcdefghijklmnopqrstuvwxyz0123456789", "AWS=AKIAIOSFODNN7EXAMPLE",
        "B=Bearer abcdef1234567890AB",
        "CURL_OPTS=-u me:secret", "ghp_abcdefghijklmnopqrstuvwxyz0123456789", "PASSWORD=[redacted]",
    ]

    /// Changes some strings, drops some, adds some.
    private func varied(_ strings: [String], _ random: inout RandomBytes) -> [String] {
        var strings = strings
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
            let index = Int.random(in: 0...strings.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where index < strings.count: strings.remove(at: index)
            case 1 where index < strings.count: strings[index] += "x7Q"
            case 2: strings.reverse()
            default: strings.insert(Self.strings.randomElement(using: &random)!, at: index)
            }
        }
        return strings
    }

    @Test("A redactor with a past hides the same as a new one")
    func samePast() {
        var random = RandomBytes()
        let digest = KeyedDigest()
        var experienced = Redactor(.standard, digest: digest)
        var lists: [Environment] = []
        var strings = Self.strings
        for _ in 0..<60 {
            strings = varied(strings, &random)
            if strings.count > 40 { strings.removeLast(20) }
            lists.append(Environment(strings).numbered())
        }
        for round in 0..<600 {
            let own = lists.randomElement(using: &random)!
            let parent = Bool.random(using: &random) ? lists.randomElement(using: &random)! : own
            let exec = sampleExec(
                environment: own, parentEnvironment: round % 3 == 0 ? nil : parent)
            var (known, fresh) = (exec, exec)
            var new = Redactor(.standard, digest: digest)
            experienced.redact(&known)
            new.redact(&fresh)
            #expect(known.environment == fresh.environment, "seed \(random.seed), round \(round)")
            #expect(
                known.parentEnvironment == fresh.parentEnvironment,
                "seed \(random.seed), round \(round)")
            #expect(known.redactions == fresh.redactions, "seed \(random.seed), round \(round)")
            #expect(known.hiddenValues == fresh.hiddenValues, "seed \(random.seed), round \(round)")
            #expect(known.environment.entries.count == known.environment.count)
        }
    }

    @Test("A string that was truncated is searched again")
    func truncated() {
        var redactor = Redactor()
        var exec = sampleExec(environment: Environment(["A=ghp_abcdefgh"]).numbered())
        redactor.redact(&exec)
        #expect(exec.redactions.isEmpty)
        exec.missing = [
            MissingPart(part: .environment, unit: .strings, offset: 0, count: 1, cause: .truncated)
        ]
        redactor.redact(&exec)
        #expect(exec.redactions == [.variable(Array("A".utf8))])
    }

    @Test("Strings that repeat take few steps")
    func steps() {
        var finder = SecretFinder(.standard)
        var strings = (0..<100).map { "NAME_\($0)=a value: of --about thirty=bytes" }
        func steps() -> Int {
            let environment = Environment(strings)
            finder.begin(count: environment.bytes.count)
            finder.search(environment: environment)
            return finder.steps
        }
        let first = steps()
        strings[50] += " more"
        strings.insert("NEW=1", at: 20)
        strings.remove(at: 70)
        #expect(steps() * 3 < first)
    }
}

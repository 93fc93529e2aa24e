import RandomBytes
import SampleEvents
import Testing

@testable import TracerCapture
@testable import TracerSecrets

/// The search for secrets takes steps in proportion to the bytes, whatever they are.
struct RedactionStepsTests {
    private static let texts = [
        "token=\"", "token=\\\"", "\"token\":", "a://b:c", ";token=x", "?token=", "token: ", "t",
        "a=", "=", ":",
        "api_", "'\"", "$(( ", "(a ", "x='a ", "\\", "://", "a:b@", "@tcp(", "token={", "token='{",
        "token=\"{token='{", "auth=", "auth=a1B2", "key:", "eyJ.", "eyJ=", "-----BEGIN",
        "-----BEGIN PRIVATE ",
        "-----END", "AKIA", "AKIAAAAAAAAAAAAAAAAA:", "sk-", "+sk-", "Bearer ", "Basic a", "tskey-=",
        "fw_+",
        "https://hooks.slack.com/", "https://a.b.c.d.e.f.g.h.", "rtmp://", "curl ",
        "docker login -p x ",
        "sh -c a -c a ", "htpasswd -b ", "aws set token ", "|", "<<<", "echo a|sudo -S ", "\n", "`",
        "$'", "$(a",
        "\"$(", "token=$(", "token=`", "password=/etc/", "password=$A ", "%", "#", ",token=", "[",
        "]", "&sig=",
        "c;", "'a b'", "\"'a\" 'b'\" ", "((((", "\"\"", "a.b-c_", "https://a:b@", "https://a:b ",
        "http://a:b/",
        "@", "token=https://a:b@", "{\"token\":\"", "ssh a b ", "\\'\"", "-p-p", "s.", "password('",
        "by '",
        "identified by '", "ENV[\"token\"]=", "/token:", "password=/a,", "-u a:b ", "-u a -p b ",
    ]
    private static let words = [
        ["curl"], ["docker", "-p", "x"], ["-c", "a b"], ["htpasswd", "-b"],
        ["aws", "set", "token"],
        ["mysql", "curl", "docker", "openssl", "npm", "kubectl", "az", "aws", "-p", "-u", "-x"],
        ["a"], [""],
        ["-"], ["--password"], ["--token", "--token=x"], ["sh", "-c", "a 'b c'"],
        ["login", "docker"],
        ["vault", "login"], ["echo", "|"], ["-u", "a:b", "-p"],
        ["openssl", "gpg", "ipmitool", "curl", "nuget", "keytool", "snmpget", "nmcli", "-xq"],
    ]

    /// Where a text is put.
    enum Place: CaseIterable {
        case argument, script, command, value, name
    }

    @Test(arguments: Place.allCases)
    func stepsAreLinear(_ place: Place) {
        for text in Self.texts { expectLinear(text, place, "\(text)") }
    }

    @Test func stepsAreLinearInGeneratedTexts() {
        var random = RandomBytes()
        for _ in 0..<40 {
            let text = (0..<Int.random(in: 2...6, using: &random)).map { _ in
                Self.texts.randomElement(using: &random)!
            }.joined()
            let place = Place.allCases.randomElement(using: &random)!
            expectLinear(text, place, "\(text) SEED=\(random.seed)")
        }
    }

    @Test func stepsAreLinearInWords() {
        for words in Self.words {
            func list(_ bytes: Int) -> StringList {
                var list = StringList(["x"])
                while list.bytes.count < bytes {
                    for word in words { list.append(Array(word.utf8)[...]) }
                }
                return list
            }
            let (small, large) = (list(4096), list(8192))
            expectLinear(steps(small), steps(large), bytes: large.bytes.count, "\(words)")
        }
    }

    /// The largest strings that the kernel takes.
    @Test func sixMiB() {
        var list = StringList(["curl"])
        let argument = String(repeating: "-u a:b https://c:d@e token='f ", count: 131_000 / 30)
        for _ in 0..<47 { list.append(Array(argument.utf8)[...]) }
        #expect(list.bytes.count > 6_000_000)
        #expect(steps(list) <= 64 * list.bytes.count)
    }

    /// Past the budget nothing is shown, and the event says so.
    @Test func whatTakesTooLongIsHidden() throws {
        var redactor = Redactor()
        redactor.finder.stepsPerByte = 1
        let plain = [String](repeating: "plain words=x", count: 200)
        var exec = sampleExec(
            arguments: StringList(["ls", "first"] + plain), environment: Environment(["A=b"]))
        redactor.redact(&exec)
        #expect(exec.isRedactionLimited)
        let shown = (0..<exec.arguments.count).map {
            String(decoding: exec.arguments[$0]!, as: UTF8.self)
        }
        #expect(
            shown.count == 202 && shown.prefix(2) == ["ls", "first"] && shown.last == "[redacted]")
        // It may have been in the middle of an argument.
        let first = try #require(shown.firstIndex { $0.hasSuffix("[redacted]") })
        #expect(shown[(first + 1)...].allSatisfy { $0 == "[redacted]" })
        #expect(exec.redactions.count == 202 - first)
        #expect(json(.exec(exec)).contains(#","redaction_limit":true"#))
    }

    @Test func anOrdinaryExecIsFarFromTheLimit() {
        var exec = sampleExec(arguments: StringList(["cc", "-c", "-O2", "a.c", "-o", "a.o"]))
        var redactor = Redactor()
        redactor.redact(&exec)
        #expect(!exec.isRedactionLimited)
        #expect(!json(.exec(exec)).contains("redaction_limit"))
    }

    private func expectLinear(_ text: String, _ place: Place, _ comment: Comment) {
        func repeated(_ bytes: Int) -> String {
            String(repeating: text, count: bytes / text.utf8.count)
        }
        let bytes = 4096
        expectLinear(
            steps(repeated(bytes), place), steps(repeated(2 * bytes), place), bytes: 2 * bytes,
            comment)
    }

    private func expectLinear(_ once: Int, _ twice: Int, bytes: Int, _ comment: Comment) {
        #expect(Double(twice) <= 2.1 * Double(once), comment)
        #expect(twice <= 64 * bytes, comment)
    }

    private func steps(_ text: String, _ place: Place) -> Int {
        switch place {
        case .argument: steps(StringList(["x", text]))
        case .script: steps(StringList(["sh", "-c", text]))
        case .command: steps(StringList(["curl", "mysqlsh", "sqlplus", text]))
        case .value: environmentSteps(Environment(["A=\(text)"]))
        case .name: environmentSteps(Environment([text]))
        }
    }

    private func steps(_ arguments: StringList) -> Int {
        var redactor = Redactor()
        _ = redactor.secrets(in: arguments, [])
        #expect(!redactor.finder.isExhausted)
        return redactor.finder.steps
    }

    private func environmentSteps(_ environment: Environment) -> Int {
        var finder = SecretFinder(.standard)
        finder.begin(count: environment.bytes.count)
        finder.search(environment: environment)
        #expect(!finder.isExhausted)
        return finder.steps
    }
}

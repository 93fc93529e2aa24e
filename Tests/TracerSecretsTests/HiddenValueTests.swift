import RandomBytes
import SampleEvents
import Testing

@testable import TracerCapture
@testable import TracerSecrets

struct HiddenValueTests {
    /// Vectors of the reference implementation: the bytes 0, 1, 2, … with the key 0, 1, …, 15.
    @Test func digestsAreSipHash() {
        let digest = KeyedDigest(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
        let expected: [UInt64] = [
            0x726f_db47_dd0e_0e31, 0x74f8_39c5_93dc_67fd, 0x0d6c_8009_d9a9_4f5a,
            0x8567_6696_d7fb_7e2d,
            0xcf27_94e0_2771_87b7, 0x1876_5564_cd99_a68d, 0xcbc9_466e_58fe_e3ce,
            0xab02_00f5_8b01_d137,
            0x93f5_f579_9a93_2462,
        ]
        for (count, value) in expected.enumerated() {
            #expect(digest.digest(of: (0..<count).map { UInt8($0) }) == value)
        }
        #expect(digest.digest(of: (0..<15).map { UInt8($0) }) == 0xa129_ca61_49be_45e5)
    }

    @Test func hiddenValuesCanBeCompared() throws {
        func values(_ value: String) throws -> [HiddenValue] {
            var exec = sampleExec(
                arguments: StringList(["cmd", "--token=\(value)", "--password", value]),
                environment: Environment(["TOKEN=\(value)", "URL=http://a:\(value)@h/"]))
            var redactor = Redactor()
            redactor.redact(&exec)
            return exec.hiddenValues
        }
        let first = try values("one-two")
        let second = try values("one-twO")
        let what: [Redaction] = [
            .variable(Array("TOKEN".utf8)), .variable(Array("URL".utf8)), .argument(1),
            .argument(3),
        ]
        #expect(first.map(\.what) == what)
        #expect(first.allSatisfy { $0.bytes == 7 })
        #expect(Set(first.map(\.digest)).count == 1 && Set(second.map(\.digest)).count == 1)
        #expect(first[0].digest != second[0].digest)
        // From another run.
        #expect(KeyedDigest().digest(of: [1]) != KeyedDigest().digest(of: [1]))
    }

    @Test func JSONHasLengthAndDigest() throws {
        var exec = sampleExec(
            arguments: StringList(["x", "--a-token=12345"]), environment: Environment(["TOKEN=abc"]))
        var redactor = Redactor(.standard, digest: KeyedDigest(1, 2))
        redactor.redact(&exec)
        let line = json(.exec(exec))
        let values = try #require(try parsed(line)["redacted_values"] as? [[String: Any]])
        #expect(values.map { $0["what"] as? String } == ["TOKEN", "args[1]"])
        #expect(values.map { $0["bytes"] as? Int } == [3, 5])
        let digests = values.compactMap { $0["digest"] as? String }
        #expect(
            digests.count == 2 && digests.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{16}/) != nil })
        let plain = sampleExec()
        #expect(!json(.exec(plain)).contains("redacted_values"))
    }

    /// What is hidden can't hide a command.
    @Test(arguments: [
        ("PASS=;id", "PASS=;id"), ("PASS=x;id", "PASS=[redacted];id"),
        ("PASS=x&id", "PASS=[redacted]&id"),
        ("PASS=x|id", "PASS=[redacted]|id"), ("PASS=x\nid", "PASS=[redacted]\nid"),
        ("(PASS=x)", "(PASS=[redacted])"),
        ("PASS=x>out id", "PASS=[redacted]>out id"), ("PASS='x;id'", "PASS=[redacted]"),
        ("PASS=x\\;id", "PASS=[redacted]"), ("PASS=a$(id)", "PASS=[redacted]$(id)"),
        ("PASS=`id`", "PASS=`id`"),
        ("PASS=\"$(id)\"", "PASS=\"$(id)\""), ("x --token a;id", "x --token [redacted];id"),
        ("mysql -pa;id", "mysql -p[redacted];id"),
    ])
    func valuesInScriptsEndWhereAShellEndsThem(_ script: String, _ shown: String) {
        for shell in [
            ["sh", "-c"], ["/bin/bash", "-ec"], ["su", "-c"], ["sudo", "dash", "-xc"],
        ] {
            var exec = sampleExec(arguments: StringList(shell + [script]))
            var redactor = Redactor()
            redactor.redact(&exec)
            #expect(
                exec.arguments[shell.count].map { String(decoding: $0, as: UTF8.self) } == shown)
        }
    }

    @Test func pathsAreRedacted() throws {
        let token = "ghp_" + String(repeating: "a1B2", count: 9)
        var exec = sampleExec()
        exec.filename = Array("/tmp/\(token)/run".utf8)
        exec.context.workingDirectory = Array("/src/\(token)".utf8)
        exec.context.executable = Array("/x/https://a:secret1@h/y".utf8)
        exec.interpreter = Array("/\(token)".utf8)
        var redactor = Redactor()
        redactor.redact(&exec)
        let line = json(.exec(exec))
        #expect(!line.contains(token) && !line.contains("secret1"))
        #expect(
            line.contains(#""filename":"/tmp/[redacted]/run""#)
                && line.contains(#""cwd":"/src/[redacted]""#))
        #expect(line.contains(#""redacted":["filename","interpreter","cwd","exe"]"#))
    }

    /// Events that were redacted don't change if they are redacted again.
    @Test func theListsAreStable() throws {
        var random = RandomBytes()
        for name in ["environment-secret.txt", "commands-secret.txt"] {
            for entry in try RedactionList(name, using: &random).entries {
                let isVariable = name.hasPrefix("environment")
                var exec = sampleExec(
                    arguments: StringList(isVariable ? [] : entry.words.map { $0 as [UInt8]? }),
                    environment: Environment(isVariable ? [entry.text as [UInt8]?] : []))
                var redactor = Redactor()
                redactor.redact(&exec)
                let once = exec
                redactor.redact(&exec)
                #expect(
                    exec.arguments == once.arguments && exec.environment == once.environment,
                    "\(entry.line)")
                #expect(
                    exec.redactions == once.redactions && exec.hiddenValues == once.hiddenValues,
                    "\(entry.line)")
            }
        }
    }
}

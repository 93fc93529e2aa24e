import Foundation
import RandomBytes
import SampleEvents
import Testing
import TracerOutput

@testable import TracerCapture
@testable import TracerSecrets

/// Secrets are planted in random places of random execs, and looked for in all that is written.
struct RedactionLeakTests {
    private static let templates: [[String]] = [
        ["mysql", "-uroot", "-p@"], ["curl", "-u", "me:@", "https://h/"], ["cmd", "--password", "@"],
        ["cmd", "--api-token=@"], ["env", "DB_PASSWORD=@", "cmd"], ["sh", "-c", "TOKEN=@ cmd"],
        ["curl", "-H", "Authorization: Bearer @"], ["git", "clone", "https://me:@@h/r"],
        ["sh", "-c", "sshpass -p @ ssh h"], ["redis-cli", "-a", "@"],
        ["curl", "-d", #"{"password": "@"}"#], ["openssl", "x", "pass:@"],
    ]
    private static let variables = [
        "TOKEN=@", "MY_SECRET_2=@", "pgpassword=@", "DATABASE_URL=postgres://u:@@h/db", "X=--token=@",
        "AWS_SECRET_ACCESS_KEY=@", "COOKIE=a; b=@", "MAKEFLAGS=-j2 -- API_KEY=@",
    ]

    @Test func noOutputHasASecret() throws {
        var random = RandomBytes()
        for _ in 0..<400 {
            // Letters only, as they stand in any form of quoting; and bytes that need base64.
            let secret = (0..<12).map { _ in UInt8.random(in: UInt8(ascii: "a")...UInt8(ascii: "z"), using: &random) }
            func planted(_ template: String) -> [UInt8] {
                var bytes: [UInt8] = []
                var isFirst = true
                for byte in template.utf8 {
                    if byte == 0x40, isFirst {
                        bytes += secret
                        isFirst = false
                    } else {
                        bytes.append(byte)
                    }
                }
                return bytes
            }
            func strings(_ planted: [[UInt8]]) -> StringList {
                var list = planted
                for _ in 0..<Int.random(in: 0...4, using: &random) {
                    // Not between an option and its value.
                    list.append(random.string(longest: 30))
                }
                return StringList(list.map { $0 as [UInt8]? })
            }
            let own = (0..<3).map { _ in planted(Self.variables.randomElement(using: &random)!) }
            let parent = (0..<3).map { _ in planted(Self.variables.randomElement(using: &random)!) }
            let notUTF8: [[UInt8]] = Bool.random(using: &random) ? [[0xff]] : []
            var exec = sampleExec(
                arguments: strings(Self.templates.randomElement(using: &random)!.map(planted) + notUTF8),
                environment: Environment(strings(own + notUTF8 + own)),
                parentEnvironment: Environment(strings(parent)))
            if Bool.random(using: &random) { exec.result = -2 }
            var redactor = Redactor()
            redactor.redact(&exec)
            let comment: Comment = "SEED=\(random.seed)"
            #expect(!exec.redactions.isEmpty, comment)
            let word = String(decoding: secret, as: UTF8.self)
            for form in EnvironmentForm.allCases {
                let line = json(.exec(exec), environment: form)
                #expect(!line.contains(word), comment)
                for key in ["args_base64", "env_base64"] {
                    for string in try parsed(line)[key] as? [Any] ?? [] {
                        let data = try #require((string as? String).flatMap { Data(base64Encoded: $0) })
                        #expect(data.firstRange(of: secret) == nil, comment)
                    }
                }
                #expect(!(text(.exec(exec), environment: form)).contains(word), comment)
            }
        }
    }
}

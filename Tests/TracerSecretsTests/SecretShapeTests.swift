import RandomBytes
import SampleEvents
import Testing

@testable import TracerCapture
@testable import TracerSecrets

/// Tokens are found by what they look like, under a name and in a place that say nothing.
struct SecretShapeTests {
    /// Each is put together here, so that no scanner takes this file for one with secrets.
    private static let tokens: [(prefix: String, body: String)] = [
        ("ghp_", "0aB".repeated(12)), ("github_pat_", "11ABCDE0_".repeated(6)),
        ("glpat-", "a1B2-".repeated(4)),
        ("xoxb-", "12345-".repeated(6)), ("xapp-", "1-A02-".repeated(6)),
        ("sk_live_", "4eC39H".repeated(4)),
        ("rk_live_", "4eC39H".repeated(4)), ("whsec_", "a1B2+/".repeated(5)),
        ("sk-", "proj-a1B2".repeated(4)),
        ("AKIA", "IOSFODNN7EXAMPLE"), ("AIza", "SyA1b-".repeated(6)),
        ("ya29.", "a0AfB_".repeated(6)),
        ("npm_", "a1B2c3".repeated(6)), ("pypi-", "AgEIcHlwaS5vcmc".repeated(4)),
        ("dop_v1_", "0af1".repeated(16)),
        ("SG.", "a1B2c3.".repeated(6)), ("hvs.", "CAESI1".repeated(5)),
        ("AGE-SECRET-KEY-1", "QL3Z7H".repeated(8)),
        ("eyJ", "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sIgN4tUrE"), ("dckr_pat_", "a1B2c3".repeated(5)),
        ("glsa_", "a1B2c3".repeated(6)), ("hf_", "aBcDeF".repeated(6)),
        ("lin_api_", "a1B2c3".repeated(7)),
    ]

    @Test func tokensAreFoundAnywhere() {
        for (prefix, body) in Self.tokens {
            let token = prefix + body
            let mark = "[redacted]"
            let cases = [
                (token, mark), ("--x=\(token)", "--x=\(mark)"),
                ("{\"x\": \"\(token)\"}", "{\"x\": \"\(mark)\"}"),
                ("a \(token) b", "a \(mark) b"), ("x,\(token),y", "x,\(mark),y"),
                ("X: \(token)\n", "X: \(mark)\n"),
                ("https://h/?x=\(token)&y", "https://h/?x=\(mark)&y"),
            ]
            for (text, shown) in cases {
                #expect(argument(text) == shown)
                #expect(variable("X=\(text)") == "X=\(shown)")
            }
            // A part of a word is none. (Arguments are looked through for generated words, too.)
            #expect(variable("X=x\(token)") == "X=x\(token)")
        }
    }

    /// Where no name and no rule says that it is a secret.
    @Test func generatedWordsAreFoundInArguments() {
        let word = "kX3v9Q" + "mTz2Lw"
        let mark = "[redacted]"
        for (text, shown) in [
            (word, mark), ("-p\(word)", "-p\(mark)"), ("u:\(word)", "u:\(mark)"),
            ("a=b,p=\(word),c", "a=b,p=\(mark),c"), ("f('u', '\(word)')", "f('u', '\(mark)')"),
            ("\(word)!", mark), ("u:\(word)@h", "u:\(mark)@h"),
        ] {
            #expect(argument(text) == shown)
        }
        let digest = "b1C2d3E4" + "f5G6h7I8j9K0"
        for text in [
            "sha256:\(digest)", "--pool-id=\(digest)", "/x/\(digest)/y", "\(digest)::f",
            "_ZN4core3fmt9Formatter9write_fmt17hE", "AAAAB3NzaC1yc2EAAAADAQABAAAB",
            "FooBar2BazTest",
            "libfoo2.so.1.2.3", "5f2a9c0d1b3e4f6a7c8d", "Http2ServerBootstrap",
            "Tool_Linux_x86_64.tar.gz", "mark-312A5683-69E7-4381-BD4A-7624E1A28EDE-0",
        ] {
            #expect(argument(text) == text)
        }
        #expect(variable("X=\(word)") == "X=\(word)")
    }

    @Test func anAccessKeyHidesItsSecret() {
        let key = "AKIA" + "IOSFODNN7EXAMPLE"
        let secret = "wJalrXUtnFEMI/K7MDENG+" + "bPxRfiCYEXAMPLEKEY"
        #expect(argument("\(key):\(secret)") == "[redacted]:[redacted]")
        #expect(argument("\(key), \(secret)") == "[redacted], [redacted]")
        #expect(argument("\(key):\(secret.dropLast())") == "[redacted]:\(secret.dropLast())")
    }

    @Test func privateKeysAreHiddenToTheirEnd() {
        let label = "RSA PRIVATE KEY"
        let key = "-----BEGIN \(label)-----\nMIIE\nowIB\n-----END \(label)-----"
        #expect(variable("X=\(key)\nrest") == "X=[redacted]\nrest")
        #expect(argument("a \(key) b") == "a [redacted] b")
        #expect(argument("-----BEGIN \(label)-----\nMIIE") == "[redacted]")
        let certificate = "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----"
        #expect(variable("X=\(certificate)") == "X=\(certificate)")
    }

    @Test func URLsWithSecretsInThem() {
        for (text, shown) in [
            ("https://a1B2c3D4e5F6g7H8@github.com/x", "https://[redacted]@github.com/x"),
            ("https://me@github.com/x", "https://me@github.com/x"),
            ("https://1234567890abcdef1234567890abcdef@o1.ingest.sentry.io/2", nil),
            ("https://hooks.slack.com/services/T0/B0/x1", "https://hooks.slack.com/[redacted]"),
            (
                "https://discord.com/api/webhooks/1/x-y",
                "https://discord.com/api/webhooks/[redacted]"
            ),
            ("https://discord.com/channels/1", nil),
            ("rtmp://live.example.org/app/key", "rtmp://live.example.org/app/[redacted]"),
            ("me:pw@tcp(h:3306)/db", "me:[redacted]@tcp(h:3306)/db"),
            ("https://h/b?sv=1&sig=a%2Fb&se=2", "https://h/b?sv=1&sig=[redacted]&se=2"),
            (
                "https://h/o?X-Amz-Credential=a%2Fb&X-Amz-Signature=ab12",
                "https://h/o?X-Amz-Credential=[redacted]&X-Amz-Signature=[redacted]"
            ),
            (
                "Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=a/b=",
                "Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=[redacted]"
            ),
            (
                "AccountName=n;AccountKey=a1/b2==;EndpointSuffix=x",
                "AccountName=n;AccountKey=[redacted];EndpointSuffix=x"
            ),
            ("Server=h;Uid=me;Pwd=a b;Database=d", "Server=h;Uid=me;Pwd=[redacted];Database=d"),
        ] {
            #expect(variable("X=\(text)") == "X=\(shown ?? text)")
        }
    }

    private func argument(_ text: String) -> String? {
        shown(arguments: [text], environment: []).first
    }
    private func variable(_ text: String) -> String? {
        shown(arguments: [], environment: [text]).first
    }

    private func shown(arguments: [String], environment: [String]) -> [String] {
        var exec = sampleExec(
            arguments: StringList(arguments), environment: Environment(environment))
        var redactor = Redactor()
        redactor.redact(&exec)
        let list = arguments.isEmpty ? exec.environment.list : exec.arguments
        return (0..<list.count).compactMap { list[$0].map { String(decoding: $0, as: UTF8.self) } }
    }
}

extension String {
    fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}

import Testing

@testable import TracerRules

struct ConfigurationTests {
    @Test func optionsAndRules() throws {
        let configuration = try Configuration(
            parsing: Array(
                """
                format: json
                output: /var/x
                append: true
                env: diff
                redact: [default, "*_PIN"]
                events: [exec, fork]
                rules:
                  - name: noise
                    match: {comm: cron}
                    sample: 100
                    unsafe: true
                    redact: CRON_*
                """.utf8))
        #expect(configuration.format == .init(value: "json", line: 1, column: 9))
        #expect(configuration.output?.value == "/var/x")
        #expect(configuration.append)
        #expect(configuration.env?.value == "diff")
        #expect(configuration.redact.map(\.value) == ["default", "*_PIN"])
        #expect(configuration.events?.value == "exec,fork")
        #expect(configuration.rules.count == 1)
        #expect(configuration.rules[0].action == .sample(100))
        #expect(configuration.rules[0].hiddenNames == ["CRON_*"])
        for empty in ["", "# nothing\n", "rules:\n", "rules: []\n", "{}"] {
            #expect(try Configuration(parsing: Array(empty.utf8)).rules.isEmpty)
        }
    }

    @Test(arguments: [
        ("- a", 1, 1, "a mapping"), ("rule: []", 1, 1, "there are rules"),
        ("rules: {a: b}", 1, 8, "a list"),
        ("rules:\n- mach: {}", 2, 3, "there are name, match"),
        ("rules:\n- match: {com: a}", 2, 11, "there are exe"),
        ("rules:\n- match: make", 2, 10, "a mapping: exe"),
        ("rules:\n- match: {comm: []}", 2, 17, "nothing"),
        ("rules:\n- match: {comm: [{a: b}]}", 2, 18, "expected text"),
        ("rules:\n- action: skip", 2, 11, "trace or ignore"),
        ("rules:\n- sample: 0", 2, 11, "from 1 on"), ("rules:\n- sample: x", 2, 11, "from 1 on"),
        ("rules:\n- sample: 2\n  action: trace", 3, 3, "line 2"),
        ("rules:\n- match: {uid: nobody9}", 2, 16, "FIRST-LAST"),
        ("rules:\n- match: {uid: 5-1}", 2, 16, "empty"),
        ("rules:\n- match: {uid: -1}", 2, 16, "FIRST-LAST"),
        ("rules:\n- match: {uid: 4294967296}", 2, 16, "FIRST-LAST"),
        ("rules:\n- match: {env: =a}", 2, 16, "NAME"),
        ("rules:\n- redact: none", 2, 11, "never less"),
        ("rules:\n- attributes: [a]", 2, 15, "NAME: VALUE"),
        ("rules:\n- action: ignore\n  redact: X", 2, 3, "neither"),
        ("append: maybe", 1, 9, "true or false"),
        ("format:", 1, 8, "expected text"), ("rules:\n  - a: 1\n b: 2", 3, 2, "indent"),
    ])
    func faultsNameTheirPlace(_ text: String, _ line: Int, _ column: Int, _ what: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(parsing: Array(text.utf8))
        }
        #expect(
            [error?.line, error?.column] == [line, column], "\(text): \(String(describing: error))")
        #expect(error?.what.contains(what) ?? false, "\(text): \(String(describing: error))")
    }

    /// Rules may name what is secret; errors end up in logs.
    @Test func noErrorHoldsAValue() {
        let secret = "hunter2"
        for text in [
            "format: \(secret): x", "rules:\n- match: {uid: \(secret)}",
            "rules:\n- action: \(secret)",
            "rules:\n- match: {env: '=\(secret)'}", "rules: \(secret)", "a: '\(secret)",
            "rules:\n- sample: \(secret)",
            "rules:\n- match: \(secret)", "append: \(secret)", "x: \"\\\(secret)\"",
            "rules: [\(secret) : ]",
        ] {
            let error = #expect(throws: ConfigurationError.self) {
                try Configuration(parsing: Array(text.utf8))
            }
            #expect(!"\(String(describing: error))".contains(secret))
        }
    }
}

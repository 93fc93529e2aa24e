import Testing

@testable import SwiftletYAML

/// A tree without places.
indirect enum Value: Equatable, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    case null
    case text(String)
    case list([Value])
    case map([(String, Value)])

    init(stringLiteral value: String) { self = .text(value) }
    init(nilLiteral: ()) { self = .null }

    init(_ node: YAMLNode) {
        switch node.content {
        case .empty: self = .null
        case .text(let text): self = .text(text)
        case .list(let nodes): self = .list(nodes.map { Value($0) })
        case .mapping(let members): self = .map(members.map { ($0.key, Value($0.value)) })
        }
    }

    static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.text(let left), .text(let right)): left == right
        case (.list(let left), .list(let right)): left == right
        case (.map(let left), .map(let right)):
            left.map(\.0) == right.map(\.0) && left.map(\.1) == right.map(\.1)
        default: false
        }
    }
}

func read(_ text: String) throws(YAMLError) -> YAMLNode {
    var reader = YAMLReader(Array(text.utf8))
    return try reader.document()
}

struct YAMLReaderTests {
    @Test func whatPeopleWrite() throws {
        let text = """
            # a file
            ---
            format: json   # behind a value
            empty:
            tilde: ~
            list: [a, "b, c", 'it''s', {k: v, n: }, [], ]
            url: http://host:80/#x
            rules:
            - match: {comm: make, env: [A, "B=*"]}
              sample: 10

            -   match:
                    path: /usr/bin/*
                attributes: {
                  a: 1,   # one
                  "b c": "\\u00e9\\t\\x41\\\\"
                }
            - - nested
              - deeper
            -
              plain text with 'quotes' and: no
            """
        // The last line is a mapping: a colon and a space make one.
        let expected: Value = .map([
            ("format", "json"), ("empty", nil), ("tilde", nil),
            ("list", .list(["a", "b, c", "it's", .map([("k", "v"), ("n", nil)]), .list([])])),
            ("url", "http://host:80/#x"),
            (
                "rules",
                .list([
                    .map([
                        ("match", .map([("comm", "make"), ("env", .list(["A", "B=*"]))])),
                        ("sample", "10"),
                    ]),
                    .map([
                        ("match", .map([("path", "/usr/bin/*")])),
                        ("attributes", .map([("a", "1"), ("b c", "é\tA\\")])),
                    ]),
                    .list(["nested", "deeper"]),
                    .map([("plain text with 'quotes' and", "no")]),
                ])
            ),
        ])
        #expect(Value(try read(text)) == expected)
        #expect(
            Value(
                try read(
                    text.split(separator: "\n", omittingEmptySubsequences: false).joined(
                        separator: "\r\n"))) == expected)
    }

    @Test func placesAreThoseOfTheFile() throws {
        let node = try read("a: 1\nb:\n  - x\n  - {c: é, d: y}\n")
        guard case .mapping(let members) = node.content,
            case .list(let list) = members[1].value.content,
            case .mapping(let inner) = list[1].content
        else {
            Issue.record("\(node)")
            return
        }
        #expect([members[1].line, members[1].column] == [2, 1])
        #expect([list[0].line, list[0].column] == [3, 5])
        #expect([inner[0].line, inner[0].column, inner[0].value.column] == [4, 6, 9])
        // Columns are bytes.
        #expect(inner[1].column == 13)
    }

    @Test(arguments: [
        ("a: 1\n b: 2", 2, 2, "indented otherwise"),
        ("a: 1\n\tb: 2", 2, 1, "a tab"),
        ("a: *b", 1, 4, "must stand in quotes"), ("a: &b c", 1, 4, "anchors"),
        ("a: !t c", 1, 4, "tags"),
        ("a: |\n  x", 1, 4, "block scalars"), ("a: x\n  y", 2, 3, "indented otherwise"),
        ("a: b: c", 1, 5, "a second"), ("a: 'b", 1, 4, "not closed"),
        ("a: \"b\n\"", 1, 4, "not closed"),
        ("a: [1, 2\nb: 3", 2, 1, "a comma or ]"), ("a: [b: c]", 1, 6, "a mapping inside"),
        ("a:\tb", 1, 3, "a tab"), ("a: [1", 1, 4, "not closed"), ("a: {b}", 1, 6, "a colon"),
        ("a: 1\na: 2", 2, 1, "line 1"), ("{a: 1, a: 2}", 1, 8, "line 1"),
        ("a: \"\\q\"", 1, 6, "escape"),
        ("a: \"\\u12\"", 1, 6, "hexadecimal"), ("a: \"\\ud800\"", 1, 6, "hexadecimal"),
        ("a: 1\nb", 2, 1, "expected a key"),
        ("a: 'b' c", 1, 8, "behind a value"), ("a: - b", 1, 4, "line of its own"),
        ("? a", 1, 1, "not understood"),
        ("%YAML 1.2\n---\na: 1", 1, 1, "directives"), ("a: 1\n---\nb: 2", 2, 1, "one document"),
        ("a: \u{1}", 1, 4, "control"), ("  - a\n - b", 2, 2, "not expected here"),
        ("[a]]", 1, 4, "behind a value"),
        ("a: @b", 1, 4, "quotes"), ("a: [, b]", 1, 5, "before the comma"),
    ])
    func faultsHaveAPlace(_ text: String, _ line: Int, _ column: Int, _ what: String) {
        let error = #expect(throws: YAMLError.self) { try read(text) }
        #expect(
            [error?.line, error?.column] == [line, column], "\(text): \(String(describing: error))")
        #expect(error?.what.contains(what) ?? false, "\(text): \(String(describing: error))")
    }

    @Test func bytesThatAreNoText() {
        var reader = YAMLReader(Array("a: 1\nb: ".utf8) + [0xff])
        #expect(throws: YAMLError(line: 2, column: 1, what: "the line is not UTF-8")) {
            try reader.document()
        }
        var large = YAMLReader(Array(repeating: 0x23, count: YAMLReader.limit + 1))
        #expect(throws: YAMLError.self) { try large.document() }
        #expect(throws: YAMLError.self) { try read(String(repeating: "[", count: 100_000)) }
        #expect(throws: YAMLError.self) { try read(String(repeating: "- ", count: 100_000)) }
    }

    /// Each key is compared with those before it, which must not take longer the more there are.
    @Test(arguments: [false, true])
    func aMappingOfManyKeys(isFlow: Bool) throws {
        let keys = (0..<90_000).map { "k\($0): 1" }
        var reader = YAMLReader(
            Array((isFlow ? "{" + keys.joined(separator: ",") + "}" : keys.joined(separator: "\n")).utf8))
        guard case .mapping(let members) = try reader.document().content else {
            Issue.record("no mapping")
            return
        }
        #expect(members.count == keys.count)
    }
}

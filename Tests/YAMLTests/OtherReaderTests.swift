import CommandRun
import Foundation
import RandomBytes
import Testing

@testable import SwiftletYAML

/// What this reader takes, Python's (PyYAML) takes for the same.
struct OtherReaderTests {
    /// Pieces of text that are put together by chance. Without question marks: inside brackets YAML 1.2
    /// takes them for text, and PyYAML, which reads YAML 1.1, does not.
    private static let pieces = [
        "a", "b", "key", ": ", ":", "\n", "\n  ", "\n    ", "- ", "-", "\n- ", "\n  - ", "[", "]",
        "{", "}", ", ", ",",
        "'", "\"", "''", "\\n", "\\x41", " # c", "#", "*", "x y", "~", "null", "1", "/usr/*", "é",
        "a: ", "b: ",
        "c: [d, e]", "f: {g: h}", "\"q: r\": ", "\n\n", "\t", "---\n", "|", "&", "!", "%", "=",
    ]

    private static let script = #"""
        import json, sys, yaml
        class Loader(yaml.SafeLoader): pass
        Loader.yaml_implicit_resolvers = {k: [(t, r) for t, r in v if t == "tag:yaml.org,2002:null"]
            for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()}
        for line in sys.stdin:
            try: print(json.dumps([yaml.load(json.loads(line), Loader=Loader)]))
            except Exception as e: print("null")
        """#

    @Test func randomTextsAreReadAlike() throws {
        let python = "/usr/bin/python3"
        let probe = try CommandRun([python, "-c", "import yaml"])
        guard probe.status == 0 else {
            print("LEFT OUT: comparison of the YAML reader: needs python3-yaml")
            return
        }
        let seed =
            ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
            ?? .random(in: 0...UInt64.max)
        var numbers = SplitMix64(state: seed)
        var texts: [String] = []
        var values: [Value] = []
        for _ in 0..<50_000 {
            let text = (0..<Int.random(in: 1...9, using: &numbers)).map { _ in
                Self.pieces.randomElement(using: &numbers)!
            }.joined()
            guard let node = try? read(text) else { continue }
            texts.append(text)
            values.append(Value(node))
        }
        #expect(texts.count > 1000, "SEED=\(seed)")
        let input = try texts.map {
            try JSONSerialization.data(withJSONObject: $0, options: .fragmentsAllowed) + [0x0a]
        }
        .reduce(into: Data()) { $0 += $1 }
        let answer = try CommandRun([python, "-c", Self.script], input: input)
        let lines = answer.text.split(separator: "\n")
        #expect(lines.count == texts.count)
        var wrong = 0
        for (index, line) in lines.enumerated() {
            let object = try JSONSerialization.jsonObject(
                with: Data(line.utf8), options: .fragmentsAllowed)
            let theirs = (object as? [Any])?.first.map { Self.sorted(Value(any: $0)) }
            let ours = Self.sorted(values[index])
            guard theirs != ours, wrong < 5 else { continue }
            wrong += 1
            Issue.record(
                "SEED=\(seed) \(texts[index].debugDescription): \(ours), and there \(String(describing: theirs))"
            )
        }
    }

    /// Python's objects have no order here.
    private static func sorted(_ value: Value) -> Value {
        switch value {
        case .null, .text: value
        case .list(let values): .list(values.map(sorted))
        case .map(let members): .map(members.map { ($0.0, sorted($0.1)) }.sorted { $0.0 < $1.0 })
        }
    }
}

extension Value {
    fileprivate init(any: Any) {
        switch any {
        case let text as String: self = .text(text)
        case let list as [Any]: self = .list(list.map { Value(any: $0) })
        // A key that is null is "null" in JSON.
        case let map as [String: Any]: self = .map(map.map { ($0.key, Value(any: $0.value)) })
        default: self = .null
        }
    }
}

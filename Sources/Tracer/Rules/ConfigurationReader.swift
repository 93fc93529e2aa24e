internal import SwiftletYAML
internal import TracerCapture
internal import TracerOutput

/// Turns a YAML tree into a configuration.
struct ConfigurationReader {
    let users: UserTable
    let distrust: Configuration.Distrust

    func configuration(_ document: YAMLNode) throws(ConfigurationError) -> Configuration {
        var configuration = Configuration()
        // An empty file: no rules yet.
        if document.content == .empty { return configuration }
        for member in try document.members(expected: "a mapping with keys such as \"rules\"") {
            switch member.key {
            case "format": configuration.format = try setting(member.value)
            case "output": configuration.output = try setting(member.value)
            case "append": configuration.append = try truth(member)
            case "env": configuration.env = try setting(member.value)
            case "events":
                let kinds = try member.value.elements().texts()
                let value = kinds.map { $0.text }.joined(separator: ",")
                configuration.events = .init(
                    value: value, line: member.value.line, column: member.value.column)
            case "redact":
                for node in member.value.elements() {
                    configuration.redact.append(try setting(node))
                }
            case "rules":
                guard case .list(let nodes) = member.value.content else {
                    if member.value.content == .empty { break }
                    throw member.value.error("\"rules\": expected a list, each rule behind a dash")
                }
                for node in nodes { configuration.rules.append(try rule(node)) }
            default: throw member.unknown("rules, format, output, append, env, redact, events")
            }
        }
        return configuration
    }

    private func setting(_ node: YAMLNode) throws(ConfigurationError) -> Configuration.Setting {
        .init(value: try node.text(), line: node.line, column: node.column)
    }

    private func rule(_ node: YAMLNode) throws(ConfigurationError) -> Rule {
        var rule = Rule()
        var action: YAMLMember?
        var matchNode: YAMLNode?
        for member in try node.members(
            expected: "a rule: match, action, sample, attributes, redact")
        {
            switch member.key {
            case "name": rule.name = try member.value.text()
            case "match":
                rule.match = try match(member.value)
                matchNode = member.value
            case "unsafe": rule.isUnsafe = try truth(member)
            case "join_trace": rule.joinsTrace = try truth(member)
            case "action", "sample":
                if let action {
                    throw member.error(
                        "an action and a sample exclude each other: see line \(action.line)")
                }
                action = member
                rule.action = try self.action(member)
            case "attributes":
                for member in try member.value.members(expected: "a mapping: NAME: VALUE") {
                    guard !member.key.isEmpty else {
                        throw member.error("an attribute has no name")
                    }
                    rule.attributes.append(
                        Attribute(name: member.key, value: try member.value.text()))
                }
            case "redact":
                for node in member.value.elements() {
                    let pattern = try node.text()
                    guard pattern != "default", pattern != "none", !pattern.isEmpty else {
                        throw node.error(
                            "\"redact\": expected a pattern for names: a rule hides more, never less"
                        )
                    }
                    rule.hiddenNames.append(pattern)
                }
            default:
                throw member.unknown(
                    "name, match, action, sample, unsafe, attributes, redact, join_trace")
            }
        }
        if rule.action == .ignore,
            !rule.attributes.isEmpty || !rule.hiddenNames.isEmpty || rule.joinsTrace
        {
            throw node.error("what is ignored has neither attributes nor redact nor join_trace")
        }
        try checkTrust(rule, matchNode)
        return rule
    }

    private func truth(_ member: YAMLMember) throws(ConfigurationError) -> Bool {
        guard case .text(let text) = member.value.content, text == "true" || text == "false" else {
            throw member.value.error("\"\(member.key)\": expected true or false")
        }
        return text == "true"
    }

    private func action(_ member: YAMLMember) throws(ConfigurationError) -> Rule.Action {
        let text = try member.value.text()
        if member.key == "sample" {
            guard let interval = UInt64(text), interval > 0 else {
                throw member.value.error(
                    "\"sample\": expected a number N from 1 on: every Nth exec is shown")
            }
            return .sample(interval)
        }
        switch text {
        case "trace": return .trace
        case "ignore": return .ignore
        default:
            throw member.value.error(
                "\"action\": expected trace or ignore (or \"sample: N\" in its place)")
        }
    }
}

extension YAMLNode {
    func error(_ what: String) -> ConfigurationError {
        ConfigurationError(line: line, column: column, what: what)
    }

    func members(expected: String) throws(ConfigurationError) -> [YAMLMember] {
        guard case .mapping(let members) = content else { throw error("expected \(expected)") }
        return members
    }

    /// The elements of a list; any other node is a list of one.
    func elements() -> [YAMLNode] {
        if case .list(let nodes) = content { nodes } else { [self] }
    }

    func text() throws(ConfigurationError) -> String {
        guard case .text(let text) = content else { throw error("expected text, or a number") }
        return text
    }
}

extension [YAMLNode] {
    func texts() throws(ConfigurationError) -> [(node: YAMLNode, text: String)] {
        var texts: [(node: YAMLNode, text: String)] = []
        for node in self { texts.append((node, try node.text())) }
        return texts
    }
}

extension YAMLMember {
    func error(_ what: String) -> ConfigurationError {
        ConfigurationError(line: line, column: column, what: what)
    }

    func unknown(_ known: String) -> ConfigurationError {
        error("no such key here; there are \(known)")
    }
}

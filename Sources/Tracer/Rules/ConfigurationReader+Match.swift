internal import SwiftletYAML
internal import TracerCapture
internal import TracerOutput

extension ConfigurationReader {
    /// The valid keys of a match.
    private static var matchKeys: String {
        "exe, parent_exe, cgroup, container, uid, comm, parent, path, args, command, env"
    }

    func match(_ node: YAMLNode) throws(ConfigurationError) -> RuleMatch {
        var match = RuleMatch()
        for member in try node.members(expected: "a mapping: \(Self.matchKeys)") {
            let texts = try member.value.elements().texts()
            guard !texts.isEmpty else {
                throw member.value.error("an empty list would match nothing")
            }
            switch member.key {
            case "exe": match.executable = texts.map { FilePattern($0.text.utf8) }
            case "parent_exe": match.parentExecutable = texts.map { FilePattern($0.text.utf8) }
            case "cgroup": match.cgroups = texts.map { Glob($0.text.utf8) }
            case "comm": match.comm = texts.map { Glob($0.text.utf8) }
            case "parent": match.parent = texts.map { Glob($0.text.utf8) }
            case "path": match.path = texts.map { Glob($0.text.utf8) }
            case "args": match.arguments = texts.map { Glob($0.text.utf8) }
            case "command": match.command = texts.map { Glob($0.text.utf8) }
            case "env":
                for text in texts { match.environment.append(try variable(text.node, text.text)) }
            case "container": match.containers = texts.map { container($0.text) }
            case "uid": for text in texts { match.users.append(try user(text.node, text.text)) }
            default: throw member.unknown(Self.matchKeys)
            }
        }
        return match
    }

    /// `NAME` or `NAME=VALUE`; both are patterns.
    private func variable(
        _ node: YAMLNode, _ text: String
    ) throws(ConfigurationError) -> RuleMatch.VariablePattern {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard !parts[0].isEmpty else { throw node.error("\"env\": expected NAME or NAME=VALUE") }
        return .init(name: Glob(parts[0].utf8), value: parts.count > 1 ? Glob(parts[1].utf8) : nil)
    }

    private func container(_ text: String) -> RuleMatch.ContainerPattern {
        text == "none" ? .none : .glob(Glob(text.utf8))
    }

    /// A user name, a number, or a range of numbers.
    private func user(_ node: YAMLNode, _ text: String) throws(ConfigurationError) -> ClosedRange<
        UInt32
    > {
        if let number = users[text] ?? UInt32(text) { return number...number }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        if ends.count == 2, let first = UInt32(ends[0]), let last = UInt32(ends[1]) {
            guard first <= last else {
                throw node.error("\"uid\": the range is empty: its end is below its start")
            }
            return first...last
        }
        throw node.error(
            "\"uid\": expected the name of a user of this host, a number, or FIRST-LAST")
    }
}

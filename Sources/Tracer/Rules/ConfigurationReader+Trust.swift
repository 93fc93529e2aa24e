internal import SwiftletYAML

// Rejects a rule that leaves execs out, or lets them join a trace, if any user could make it match their own
// execs.
extension ConfigurationReader {
    /// - Parameter node: The match; nil if the rule has none and applies to all execs.
    func checkTrust(_ rule: Rule, _ node: YAMLNode?) throws(ConfigurationError) {
        guard rule.mustBeTrusted, let node, case .mapping(let members) = node.content else { return }
        let (purpose, wayOut) = (rule.purpose, rule.wayOut)
        for member in members {
            switch member.key {
            case "uid", "container": continue
            case "cgroup":
                for text in try member.value.elements().texts() { try check(cgroup: text, wayOut) }
            case "exe", "parent_exe":
                guard rule.match.hasAnchor else {
                    throw member.error(
                        "\"\(member.key)\": any user can run any program, and with code of their own in it: add uid, cgroup or container, or \(wayOut)"
                    )
                }
                // A container's files are not those of this host.
                guard !rule.match.hasPlace else { continue }
                for text in try member.value.elements().texts() { try check(file: text, wayOut) }
            default:
                throw member.error(
                    "\"\(member.key)\" is what any user can choose, \(purpose): match by exe, parent_exe, cgroup, container or uid, or \(wayOut)"
                )
            }
        }
    }

    /// Only a prefix of the cgroup's path may be given, and not below what systemd delegates to a user.
    private func check(
        cgroup: (node: YAMLNode, text: String), _ wayOut: String
    ) throws(ConfigurationError) {
        var pattern = Array(cgroup.text.utf8)
        if pattern.last == UInt8(ascii: "*") { pattern.removeLast() }
        guard pattern.first == UInt8(ascii: "/"), !Self.hasWildcard(pattern[...]) else {
            throw cgroup.node.error(
                "\"cgroup\": users name the cgroups that are delegated to them: begin with /, with no wildcard but a * at the end, or \(wayOut)"
            )
        }
        let names = pattern.split(separator: UInt8(ascii: "/"))
        for name in names.dropLast() where name.starts(with: Array("user@".utf8)) {
            throw cgroup.node.error(
                "\"cgroup\": what is below user@UID.service that user can choose: end the pattern there, or \(wayOut)"
            )
        }
    }

    /// Requires a file in a directory that, like all directories above it, only root can write.
    private func check(
        file: (node: YAMLNode, text: String), _ wayOut: String
    ) throws(ConfigurationError) {
        let slash = UInt8(ascii: "/")
        let pattern = Array(file.text.utf8)
        let name = (pattern.lastIndex(of: slash) ?? -1) + 1
        guard pattern.first == slash, !Self.hasWildcard(pattern[..<name]) else {
            throw file.node.error(
                "expected the path of a file, with wildcards only behind its last /, or \(wayOut)"
            )
        }
        guard ResolvedPath(pattern, in: []).bytes == pattern else {
            throw file.node.error("a path without . and .. and // is expected: it is compared with one")
        }
        let fixed = Self.hasWildcard(pattern[name...]) ? pattern[..<max(name - 1, 1)] : pattern[...]
        if let fault = distrust(Array(fixed)) {
            throw file.node.error("\(fault), or \(wayOut)")
        }
    }

    private static func hasWildcard(_ text: ArraySlice<UInt8>) -> Bool {
        text.contains(UInt8(ascii: "*")) || text.contains(UInt8(ascii: "?"))
    }
}

extension Rule {
    /// What users could do with the rule if they could choose what it matches.
    fileprivate var purpose: String {
        action == .trace ? "to join any trace by this rule" : "to hide by this rule"
    }

    fileprivate var wayOut: String {
        "write \"unsafe: true\" if users of this host "
            + (action == .trace ? "may move their spans" : "need not be seen")
    }
}

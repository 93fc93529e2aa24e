import Testing
import TracerCapture

@testable import TracerRules

struct MatchTests {
    /// Matches that are about the sample, and others.
    @Test(arguments: [
        ("{comm: make}", true), ("{comm: 'ma*'}", true), ("{comm: [cc, m?ke]}", true),
        ("{comm: MAKE}", false),
        ("{comm: mak}", false), ("{path: '/usr/*'}", true), ("{path: make}", false),
        ("{parent: bash}", true),
        ("{parent: sshd}", false), ("{args: '-j*'}", true), ("{args: make}", false),
        ("{args: all}", true),
        ("{command: make -j2 *}", true), ("{command: 'make*clean'}", false), ("{env: CI}", true),
        ("{env: CI=true}", true), ("{env: CI=false}", false), ("{env: 'C*=t*'}", true),
        ("{env: [NO, PATH=/bin]}", true),
        ("{env: CI=}", false), ("{uid: build}", true), ("{uid: 1000}", true),
        ("{uid: 999-1000}", true),
        ("{uid: [root, 1001-2000]}", false), ("{uid: root}", false), ("{container: none}", true),
        ("{container: '*'}", false), ("{comm: make, uid: root}", false),
        ("{comm: make, uid: build, env: CI}", true),
        ("{}", true),
    ])
    func aRuleIsAboutAnExec(_ match: String, _ expected: Bool) throws {
        let rule = try #require(try rules("rules:\n- match: \(match)\n").first)
        #expect(rule.match.matches(sampleExec()) == expected)
    }

    @Test func containers() throws {
        let exec = sampleExec(container: "0123456789abcdef0123456789abcdef")
        for (pattern, expected) in [
            ("none", false), ("'*'", true), ("docker", true), ("podman", false),
            ("0123456789ab", true), ("0123", false),
            ("'0123*'", true), ("[none, docker]", true),
        ] {
            let rule = try #require(try rules("rules:\n- match: {container: \(pattern)}\n").first)
            #expect(rule.match.matches(exec) == expected, "\(pattern)")
        }
    }

    /// What isn't known is no reason to leave an exec out.
    @Test(arguments: [
        "comm: '*'", "path: '*'", "parent: '*'", "args: '*'", "command: '*'", "env: '*'",
        "container: none",
        "container: '*'",
    ])
    func whatIsNotKnownMatchesNothing(_ match: String) throws {
        let rule = try #require(try rules("rules:\n- match: {\(match)}\n").first)
        #expect(!rule.match.matches(ExecEvent(time: 1, execID: 1, pid: 1)))
    }

    @Test func argumentsThatDidNotArrive() throws {
        var exec = sampleExec()
        exec.arguments.append(nil)
        exec.environment.append(nil)
        exec.environment.append(Array("no name".utf8)[...])
        let rule = try #require(try rules("rules:\n- match: {args: none, env: none}\n").first)
        #expect(!rule.match.matches(exec))
    }
}

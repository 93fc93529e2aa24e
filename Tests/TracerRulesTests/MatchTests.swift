import Testing
import TracerCapture

@testable import TracerRules

struct MatchTests {
    /// Matches that are about the sample, and others.
    @Test(arguments: [
        ("{comm: make}", true), ("{comm: 'ma*'}", true), ("{comm: [cc, m?ke]}", true),
        ("{comm: MAKE}", false),
        ("{exe: /usr/bin/make}", true), ("{exe: '/usr/bin/m*'}", true), ("{exe: '/usr/*'}", false),
        ("{exe: '/*/*/*'}", true), ("{exe: make}", false), ("{parent_exe: [/x, /usr/bin/bash]}", true),
        ("{parent_exe: /usr/bin/make}", false), ("{cgroup: '/system.slice/*'}", true),
        ("{cgroup: /system.slice}", false),
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

    /// The path is compared as its text resolves, so that it can't be written in another way.
    @Test(arguments: [
        ("/usr/lib/../bin/make", "/usr/bin/make"), ("//usr/./bin//make", "/usr/bin/make"),
        ("./a", "/home/b/a"), ("a/../../c", "/home/c"), ("/../../x", "/x"), ("..", "/home"),
        ("/..", "/"), ("/a/..", "/"), ("/a/b/.", "/a/b"),
        ("/usr/lib/nagios/plugins/../../../../tmp/evil", "/tmp/evil"),
    ])
    func aPathIsResolvedByItsText(_ given: String, _ resolved: String) throws {
        var exec = sampleExec(file: given, executable: "")
        #expect(try rules("rules:\n- match: {path: '\(resolved)'}\n")[0].match.matches(exec))
        #expect(try !rules("rules:\n- match: {path: '\(resolved)?*'}\n")[0].match.matches(exec))
        // Where the working directory is not known.
        exec.context.workingDirectory = []
        if given.hasPrefix("/") {
            #expect(try rules("rules:\n- match: {path: '\(resolved)'}\n")[0].match.matches(exec))
        }
    }

    @Test(arguments: [
        ("a/../b", "b"), ("../../a", "../../a"), ("a/../../b", "../b"), ("./././a/b/../c", "a/c"),
    ])
    func aRelativePath(_ given: String, _ resolved: String) {
        let bytes = ResolvedPath(Array(given.utf8), in: []).bytes
        #expect(String(decoding: bytes, as: UTF8.self) == resolved)
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
        "comm: '*'", "path: '*'", "exe: '*'", "parent_exe: '*'", "cgroup: '*'", "parent: '*'", "args: '*'", "command: '*'", "env: '*'",
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

import Testing
import TracerCapture
import TracerOutput

@testable import TracerRules

/// Rules that leave execs out go by what a user can't choose.
struct TrustTests {
    private func fault(_ match: String, _ rest: String = "action: ignore") -> ConfigurationError? {
        do throws(ConfigurationError) {
            _ = try Configuration(
                parsing: Array("rules:\n- match: \(match)\n  \(rest)\n".utf8),
                users: UserTable(parsing: Array("root:x:0:0\n".utf8))
            ) { $0.starts(with: Array("/home".utf8)) ? "others write there" : nil }
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("{comm: dockerd}", 11, "any user can choose"), ("{uid: root, comm: cron}", 22, "choose"),
        ("{parent: [dockerd]}", 11, "choose"), ("{path: /usr/bin/x}", 11, "choose"),
        ("{args: '*/health*'}", 11, "choose"), ("{command: a}", 11, "choose"),
        ("{uid: root, env: A}", 22, "choose"), ("{exe: /usr/bin/x}", 11, "add uid"),
        ("{parent_exe: /usr/bin/x}", 11, "add uid"), ("{container: none, exe: /bin/x}", 28, "add uid"),
        ("{container: [none, docker], exe: /bin/x}", 38, "add uid"),
        ("{uid: root, exe: 'x'}", 27, "the path of a file"),
        ("{uid: root, exe: '/*/x'}", 27, "behind its last /"),
        ("{uid: root, exe: /usr/../x}", 27, ". and .."),
        ("{uid: root, exe: /home/a/x}", 27, "others write there"),
        ("{uid: root, parent_exe: [/usr/bin/a, '/home/*']}", 47, "others write there"),
        ("{cgroup: '*'}", 19, "begin with /"), ("{cgroup: '/a/*/b'}", 19, "begin with /"),
        ("{cgroup: '/a?'}", 19, "begin with /"),
        ("{cgroup: /user.slice/user-5.slice/user@5.service/x}", 19, "end the pattern there"),
    ])
    func whatAUserCanChooseIsRefused(_ match: String, _ column: Int, _ what: String) throws {
        for action in ["action: ignore", "sample: 3", "join_trace: true"] {
            let error = try #require(fault(match, action), "\(match)")
            #expect([error.line, error.column] == [2, column], "\(match): \(error)")
            #expect(error.what.contains(what), "\(match): \(error)")
            #expect(error.what.contains("unsafe: true") || what == ". and ..", "\(error)")
        }
        #expect(fault(match, "action: ignore\n  unsafe: true") == nil)
        // What is shown may be matched by anything.
        #expect(fault(match, "attributes: {a: b}") == nil)
        #expect(fault(match, "join_trace: false") == nil)
        #expect(fault(match, "join_trace: true\n  unsafe: true") == nil)
        #expect(fault(match, "action: ignore\n  unsafe: false") != nil)
        #expect(fault(match, "unsafe: maybe")?.what.contains("true or false") ?? false)
    }

    @Test(arguments: [
        "{uid: root}", "{uid: 0-10, exe: /usr/bin/x}", "{uid: root, exe: '/usr/bin/*'}",
        "{uid: root, parent_exe: /usr/bin/x}", "{container: none}", "{container: docker}",
        "{container: docker, exe: /home/a/x}", "{cgroup: /a/b}", "{cgroup: '/a/b*', exe: /bin/x}",
        "{cgroup: /user.slice/user-5.slice/user@5.service*}", "{}",
    ])
    func whatAUserCannotChooseIsTaken(_ match: String) {
        #expect(fault(match) == nil)
        #expect(fault(match, "join_trace: true") == nil)
    }

    /// It holds for what it matches, and in a user namespace of one's own for nothing.
    @Test func joiningATrace() throws {
        var filter = RuleFilter(
            try rules(
                "rules:\n- match: {uid: 1000}\n  join_trace: true\n- attributes: {other: rule}\n"),
            host: .live(mount: 77))
        var exec = sampleExec()
        func joins(_ exec: ExecEvent) -> Bool? {
            var event = TracerEvent.exec(exec)
            _ = filter.take(&event)
            guard case .exec(let shown) = event else { return nil }
            return shown.joinsTrace && shown.attributes.isEmpty
        }
        #expect(joins(exec) == true)
        exec.uid = 1001
        #expect(joins(exec) == false)
        exec = sampleExec()
        exec.context.namespaces?.user = 5
        #expect(joins(exec) == false)
        #expect(fault("{uid: root}", "action: ignore\n  join_trace: true")?.what.contains("join_trace") ?? false)
        #expect(fault("{comm: x}", "join_trace: true")?.what.contains("to join any trace") ?? false)
    }

    private func isHidden(
        _ match: String, _ exec: ExecEvent, host: HostNamespaces = .live(mount: 77)
    ) throws -> Bool {
        var filter = RuleFilter(
            try rules("rules:\n- match: \(match)\n  action: ignore\n"), host: host)
        var event = TracerEvent.exec(exec)
        return filter.take(&event) == .ignored
    }

    /// In a user namespace of one's own any path and any user can be had.
    @Test func namespacesOfOnesOwn() throws {
        let rule = "{uid: 1000, exe: /usr/bin/make}"
        var exec = sampleExec()
        #expect(try isHidden(rule, exec))
        #expect(try !isHidden(rule, exec, host: .live(mount: 78)))
        #expect(try !isHidden(rule, exec, host: .live(mount: nil)))
        #expect(try isHidden(rule, exec, host: .recorded))
        exec.context.namespaces?.user = 5
        for host in [HostNamespaces.live(mount: 77), .recorded] {
            #expect(try !isHidden(rule, exec, host: host))
            #expect(try !isHidden("{uid: 1000}", exec, host: host))
            // Where a process is, it can't choose by that.
            #expect(try isHidden("{cgroup: /system.slice/x}", exec, host: host))
        }
        exec = sampleExec()
        exec.pidNamespace = 5
        #expect(try !isHidden(rule, exec, host: .recorded))
        exec = sampleExec(container: String(repeating: "a", count: 64))
        #expect(try !isHidden(rule, exec, host: .recorded))
        exec = sampleExec()
        exec.context.namespaces = nil
        #expect(try !isHidden("{uid: 1000}", exec))
    }

    /// A cgroup that is delegated to a user, or to a container, can have children of any name.
    @Test func containersThatSomebodyMadeUp() throws {
        let id = String(repeating: "a", count: 64)
        let other = String(repeating: "b", count: 64)
        for (path, expected) in [
            ("/system.slice/docker-\(id).scope", true), ("/docker/\(id)", true),
            ("/user.slice/user-5.slice/user@5.service/docker-\(id).scope", false),
            ("/system.slice/docker-\(other).scope/docker-\(id).scope", false),
            ("/docker/\(other)/x/docker-\(id).scope", false),
            ("/docker/\(id)/init.scope", true),
        ] {
            var exec = sampleExec()
            exec.context.cgroupPath = Array(path.utf8)
            exec.context.container = Container(cgroupPath: Array(path.utf8))
            #expect(exec.context.container?.id == Array(id.utf8), "\(path)")
            #expect(try isHidden("{container: aaaaaaaaaaaa}", exec) == expected, "\(path)")
            // Outside none of them is.
            #expect(try !isHidden("{container: none}", exec))
        }
    }
}

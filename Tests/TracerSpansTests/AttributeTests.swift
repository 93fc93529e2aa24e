import Testing
import TracerOutput

@testable import TracerCapture
@testable import TracerSpans

struct AttributeTests {
    private func span(
        _ options: (inout SpanOptions) -> Void = { _ in }, _ change: (inout ExecEvent) -> Void
    ) -> Span {
        var story = Story(options)
        story.take(
            .exec(
                Story.exec(
                    1, pid: 10, at: 100, forked: 50, ["/opt/run.sh", "two words"],
                    environment: ["A=1", "B=x=y", "A=again", "junk", "EMPTY="]
                ).with(change)))
        story.finish()
        return story.spans[0]
    }

    @Test func theProcess() {
        let passwd = Array("root:x:0:0::/:/bin/sh\nbroken\nme:x:1000:1000::/:/bin/sh\n".utf8)
        let span = span({ $0.users = UserTable(parsing: passwd) }, {
            $0.interpreter = Array("/bin/sh".utf8)
            $0.context.executable = Array("/usr/bin/dash".utf8)
            $0.context.workingDirectory = Array("/tmp".utf8)
            $0.context.effectiveUID = 0
            $0.context.sessionID = 8
            $0.context.cgroupPath = Array("/a.slice".utf8)
            $0.context.container = Container(
                id: Array("0123abcd".utf8), runtime: Array("docker".utf8))
        })
        #expect(span.text == "run.sh")
        let expected: [(String, SpanAttribute.Value)] = [
            ("process.pid", 10), ("process.parent_pid", 1),
            ("process.executable.path", "/usr/bin/dash"), ("process.executable.name", "dash"),
            ("swiftlet.process.script", "/opt/run.sh"), ("process.command", "/opt/run.sh"),
            ("process.command_args", .strings(StringList(["/opt/run.sh", "two words"]))),
            ("process.args_count", 2), ("process.owner", "me"), ("process.real_user.id", 1000),
            ("process.user.id", 0), ("process.working_directory", "/tmp"),
            ("process.session_leader.pid", 8), ("process.linux.cgroup", "0::/a.slice"),
            ("container.id", "0123abcd"), ("container.runtime.name", "docker"),
            ("process.creation.time", "1970-01-01T00:00:00.000000050Z"),
            ("swiftlet.exec_id", "0000000000000001"),
        ]
        for (key, value) in expected { #expect(span[key] == value, "\(key)") }
        // Nothing is said of the environment unless it is asked for.
        #expect(!span.attributes.contains { $0.key.contains("environment") })
        #expect(Set(span.attributes.map(\.key)).count == span.attributes.count)
    }

    @Test func filesWithoutAName() {
        #expect(span { $0.filename = Array("/dev/fd/5".utf8) }.text == "x")
        #expect(span { $0.filename = Array("/bin/".utf8) }.text == "/bin/")
        let span = span {
            $0.filename = Array("/proc/self/exe".utf8)
            $0.context.executable = Array("/usr/bin/runc".utf8)
        }
        #expect(span.text == "runc")
    }

    @Test func allOfTheEnvironment() {
        let span = span({ $0.environment = .all }, { _ in })
        #expect(span["process.environment_variable.A"] == "1")
        #expect(span["process.environment_variable.B"] == "x=y")
        #expect(span["process.environment_variable.EMPTY"] == "")
        #expect(span["swiftlet.environment_bytes"] == .bytes(StringList(["A=again", "junk"])))
    }

    @Test func namesOnly() {
        let span = span({ $0.environment = .names }, { _ in })
        #expect(span["swiftlet.environment_variable_names"] == .strings(StringList(["A", "B", "EMPTY"])))
        #expect(span["process.environment_variable.A"] == nil)
    }

    @Test func theDifference() {
        let span = span({ $0.environment = .diff }, {
            $0.parentEnvironment = Environment(["A=1", "B=old", "GONE=1"])
        })
        #expect(span["process.environment_variable.A"] == nil)
        #expect(span["process.environment_variable.B"] == "x=y")
        #expect(span["process.environment_variable.EMPTY"] == "")
        #expect(span["swiftlet.environment_variables_removed"] == .strings(StringList(["GONE"])))
    }

    @Test func bytesThatAreNoText() {
        var arguments = StringList(["x"])
        arguments.append([0x61, 0xff])
        var environment = Environment(["A=1"])
        environment.append([0x42, 0x3d, 0xfe])
        let span = span({ $0.environment = .all }, {
            $0.arguments = arguments
            $0.environment = environment
        })
        #expect(span["swiftlet.process.command_args_bytes"] == .bytes(arguments))
        #expect(span["process.environment_variable.A"] == "1")
        #expect(span["process.environment_variable.B"] == nil)
        var odd = StringList()
        odd.append([0x42, 0x3d, 0xfe])
        #expect(span["swiftlet.environment_bytes"] == .bytes(odd))
    }

    @Test func additions() {
        var story = Story {
            $0.additions = [
                .init(key: "team", value: .constant("build")),
                .init(key: "a", value: .variable("A")), .init(key: "none", value: .variable("NO")),
            ]
            $0.ownVariables = Story.shown(["A=own"])
        }
        story.take(
            .exec(
                Story.exec(1, pid: 10, at: 100, forked: 50, environment: ["A=1"]).with {
                    $0.attributes = [Attribute(name: "rule", value: "r"), Attribute(name: "team", value: "?")]
                }))
        let root = story.finish()
        let span = story.spans[0]
        #expect(span["team"] == "build" && span["a"] == "1" && span["none"] == nil)
        #expect(span["rule"] == "r")
        #expect(root["team"] == "build" && root["a"] == "own")
        #expect(span.attributes.filter { $0.key == "team" }.count == 1)
    }

    @Test func resources() {
        var resource = SpanResource()
        resource.set("service.name", "swiftlet")
        var isValid = resource.add(
            attributes: "service.name=one, a = b%20c%2C ,d=", serviceName: nil)
        #expect(isValid)
        #expect(
            resource.attributes == [
                SpanAttribute("service.name", "one"), SpanAttribute("a", "b c,"), SpanAttribute("d", ""),
            ])
        isValid = resource.add(attributes: nil, serviceName: "two")
        #expect(isValid)
        #expect(resource.attributes[0] == SpanAttribute("service.name", "two"))
        for nonsense in ["a", "a=%2", "a=%zz", "=b", "a=1,b", "a=%ff"] {
            let before = resource
            isValid = resource.add(attributes: nonsense, serviceName: nil)
            #expect(!isValid, "\(nonsense)")
            #expect(resource == before)
        }
    }
}

import Testing
import TracerOutput

@testable import TracerCapture
@testable import TracerSpans

/// Keys of attributes: either OpenTelemetry's or `swiftlet.` something.
struct ConventionTests {
    /// The registry of semantic conventions 1.44.0: groups process, container, network, error, host, os,
    /// service and server (model/*/registry.yaml of open-telemetry/semantic-conventions).
    private static let registry = Set(
        """
        process.pid process.parent_pid process.vpid process.session_leader.pid \
        process.group_leader.pid process.executable.build_id.gnu process.executable.build_id.go \
        process.executable.build_id.htlhash process.executable.name process.executable.path \
        process.command process.command_line process.command_args process.args_count process.owner \
        process.user.id process.user.name process.real_user.id process.real_user.name \
        process.saved_user.id process.saved_user.name process.runtime.name process.runtime.version \
        process.runtime.description process.title process.creation.time process.exit.time \
        process.exit.code process.interactive process.working_directory process.context_switch.type \
        process.environment_variable process.state process.linux.cgroup container.name container.id \
        container.runtime.name container.runtime.version container.runtime.description \
        container.image.name container.image.tags container.image.id container.image.repo_digests \
        container.command container.command_line container.command_args container.label \
        container.csi.plugin.name container.csi.volume.id network.carrier.icc network.carrier.mcc \
        network.carrier.mnc network.carrier.name network.connection.subtype network.connection.type \
        network.local.address network.local.port network.peer.address network.peer.port \
        network.protocol.name network.protocol.version network.transport network.type \
        network.io.direction network.interface.name network.connection.state error.type host.id \
        host.name host.type host.arch host.image.name host.image.id host.image.version host.ip \
        host.mac host.cpu.vendor.id host.cpu.family host.cpu.model.id host.cpu.model.name \
        host.cpu.stepping host.cpu.cache.l2.size os.type os.description os.name os.version \
        os.build_id service.name service.version service.namespace service.instance.id \
        service.criticality service.peer.name service.peer.namespace server.address server.port
        """.split(separator: " ").map(String.init))

    private func isKnown(_ key: String) -> Bool {
        key.hasPrefix("swiftlet.") || Self.registry.contains(key)
            // A template: one attribute for each variable.
            || key.hasPrefix("process.environment_variable.")
    }

    @Test(arguments: [EnvironmentForm.none, .names, .diff, .all])
    func everyAttributeIsAConventionOrOurs(_ form: EnvironmentForm) {
        var story = Story(byteLimit: 10_000) {
            $0.environment = form
            $0.command = Story.shown(["make"])
        }
        let exec = Story.exec(
            1, pid: 10, at: 100, forked: 50, ["/opt/run.sh", "\u{fffd}"],
            environment: ["A=1", "junk"]
        ).with {
            $0.interpreter = Array("/bin/sh".utf8)
            $0.arguments.append([0xff])
            $0.parentEnvironment = Environment(["A=2", "GONE=1"])
            $0.context.executable = Array("/usr/bin/dash".utf8)
            $0.context.workingDirectory = Array("/tmp".utf8)
            $0.context.effectiveUID = 0
            $0.context.sessionID = 8
            $0.context.cgroupPath = Array("/a.slice".utf8)
            $0.context.container = Container(id: Array("01".utf8), runtime: Array("docker".utf8))
            $0.missing = [
                MissingPart(part: .arguments, unit: .bytes, offset: 0, count: 1, cause: .ringFull)
            ]
        }
        story.take(.exec(exec))
        // Beyond the bytes that there is room for.
        story.exec(2, pid: 11, at: 110, forked: 105, ["x", String(repeating: "x", count: 20_000)])
        story.exec(3, pid: 11, at: 120, forked: 105, ["nope"], result: -2)
        story.exec(
            4, pid: 11, at: 121, forked: 105, [String(repeating: "x", count: 20_000)], result: -2)
        story.take(
            .exit(
                ExitEvent(
                    time: 200, execID: 1, pid: 10, ppid: 1, comm: [], waitStatus: 0x300,
                    duration: 150,
                    usage: ResourceUsage(maxResident: 1, userTime: 2, systemTime: 3))))
        story.exit(2, pid: 11, at: 210, forked: 105, status: 9)
        for kind in [TCPEvent.Kind.connect, .close] {
            for id in [UInt64(1), 2] where kind == .connect || id == 1 {
                story.take(
                    .tcp(
                        TCPEvent(
                            kind: kind, time: 220, execID: 1, pid: 10, comm: [], connectionID: id,
                            local: .init(address: [127, 0, 0, 1], port: 1),
                            remote: .init(address: [127, 0, 0, 1], port: 2), duration: 5,
                            wasEstablished: false, bytesSent: 1, bytesReceived: 2)))
            }
        }
        var summary = CaptureSummary()
        summary.incomplete = 1
        summary.kernel.ringFullByType[0] = 1
        story.finish(at: 300, summary)
        var keys = Set<String>()
        for span in story.spans {
            keys.formUnion(span.attributes.map(\.key))
            for event in span.events {
                keys.formUnion(event.attributes.map(\.key))
                #expect(event.name.hasPrefix("swiftlet."))
            }
        }
        #expect(keys.count > 30)
        for key in keys.sorted() where !isKnown(key) {
            Issue.record("\(key) is no semantic convention, and doesn't begin with swiftlet.")
        }
        // No attribute is claimed that the code doesn't have: the list is not of our making.
        #expect(
            Self.registry.contains("process.real_user.id")
                && !Self.registry.contains("process.entrypoint"))
    }
}

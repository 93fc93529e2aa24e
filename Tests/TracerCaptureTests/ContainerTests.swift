import Testing

@testable import TracerCapture

/// What a cgroup's path tells of a container.
@Suite("Containers")
struct ContainerTests {
    static let id = "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"
    static let pod = "pod0a1b2c3d_0000_1111_2222_333344445555"

    @Test(
        "How runtimes name their cgroups",
        arguments: [
            ("/system.slice/docker-\(id).scope", "docker"),
            ("/docker/\(id)", "docker"),
            ("/docker/\(id)/init.scope", "docker"),
            ("/kubepods.slice/kubepods-\(pod).slice/cri-containerd-\(id).scope", "containerd"),
            ("/kubepods.slice/kubepods-\(pod).slice/crio-\(id).scope", "cri-o"),
            ("/kubepods.slice/kubepods-\(pod).slice/crio-\(id).scope/container", "cri-o"),
            ("/kubepods.slice/kubepods-\(pod).slice/docker-\(id).scope", "docker"),
            (
                "/system.slice/containerd.service/kubepods-\(pod).slice:cri-containerd:\(id)",
                "containerd"
            ),
            ("/kubepods/burstable/\(pod)/\(id)", ""),
            ("/machine.slice/libpod-\(id).scope/container", "podman"),
            ("/libpod_parent/libpod-\(id)", "podman"),
            (
                "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-\(id).scope",
                "podman"
            ),
            ("/system.slice/nerdctl-\(id).scope", "containerd"),
            ("/default/\(id)", ""),
        ])
    func forms(path: String, runtime: String) {
        let container = Container(cgroupPath: Array(path.utf8))
        #expect(
            container == Container(id: Array(Self.id.utf8), runtime: Array(runtime.utf8)))
    }

    @Test("LXC names its containers")
    func lxc() {
        for path in ["/lxc/web", "/lxc.payload.web", "/lxc.payload/web/system.slice/x.service"] {
            #expect(
                Container(cgroupPath: Array(path.utf8))
                    == Container(id: Array("web".utf8), runtime: Array("lxc".utf8)))
        }
    }

    @Test("The innermost one")
    func nested() {
        let inner = String(Self.id.reversed())
        let path = "/docker/\(Self.id)/docker/\(inner)"
        #expect(Container(cgroupPath: Array(path.utf8))?.id == Array(inner.utf8))
    }

    @Test(
        "No container",
        arguments: [
            "", "/", "//", "/user.slice/user-1000.slice/session-3.scope", "/docker", "/docker/",
            "/system.slice/docker.service", "/docker/\(id.dropLast())", "/docker/\(id)0",
            "/docker-g\(id.dropFirst()).scope", "/docker-.scope", "/lxc", "/lxc.payload.",
            // The monitor beside the container, not the container.
            "/machine.slice/libpod-conmon-\(id).scope", "/kubepods.slice/crio-conmon-\(id).scope",
            "/kubepods/\(pod)", "-", ":", ".scope", "/-/:/.scope",
        ])
    func none(path: String) {
        #expect(Container(cgroupPath: Array(path.utf8)) == nil)
    }

    @Test("Random bytes")
    func random() {
        var numbers = SeededNumbers()
        let pieces = [
            "/", "-", ":", ".scope", "docker", "lxc.payload.", "libpod", Self.id, "\u{0}",
        ]
        for _ in 0..<2000 {
            var path: [UInt8] = []
            for _ in 0..<numbers.below(9) {
                path += Array(pieces[numbers.below(pieces.count)].utf8)
                if numbers.chance(9) { path.append(UInt8.random(in: 0...255, using: &numbers)) }
            }
            if let container = Container(cgroupPath: path) {
                #expect(!container.id.isEmpty, "SEED=\(numbers.seed)")
            }
        }
    }
}

// How container runtimes name their cgroups. ID is 64 hexadecimal digits:
//
//     docker-ID.scope                       docker, with systemd
//     /docker/ID                            docker, without
//     cri-containerd-ID.scope               containerd for Kubernetes, with systemd
//     …slice:cri-containerd:ID              the same, with systemd's names but without systemd
//     nerdctl-ID.scope                      containerd, used directly
//     crio-ID.scope, crio-ID                CRI-O
//     libpod-ID.scope, libpod-ID            Podman; also libpod-payload-ID
//     /kubepods/…/podUID/ID                 Kubernetes without systemd, any runtime
//     lxc.payload.NAME, /lxc/NAME           LXC
//
// Sources: opencontainers/runc (libcontainer/cgroups/systemd/common.go), moby (daemon/oci_linux.go),
// cri-o (internal/config/cgmgr), podman (libpod/container_internal_linux.go), lxc (src/lxc/cgroups).

extension Container {
    /// The innermost container on a cgroup's path; nil if there is none.
    package init?(cgroupPath path: [UInt8]) {
        let names = path.split(separator: 0x2f)
        for index in names.indices.reversed() {
            let parent = index > 0 ? names[index - 1] : []
            guard let container = Self(name: names[index], in: parent) else { continue }
            self = container
            return
        }
        return nil
    }

    /// - Parameter parent: The name of the parent cgroup.
    private init?(name: ArraySlice<UInt8>, in parent: ArraySlice<UInt8>) {
        let bare = name.droppingSuffix(".scope")
        if let id = bare.suffixAfterLast([0x2d, 0x3a]), id.isContainerID {
            guard let runtime = Self.runtime(bare.dropLast(id.count + 1)) else { return nil }
            self.init(id: Array(id), runtime: runtime)
        } else if name.isContainerID {
            self.init(id: Array(name), runtime: parent.equals("docker") ? Array("docker".utf8) : [])
        } else if let id = name.droppingPrefix("lxc.payload."), !id.isEmpty {
            self.init(id: Array(id), runtime: Array("lxc".utf8))
        } else if parent.equals("lxc") || parent.equals("lxc.payload") {
            self.init(id: Array(name), runtime: Array("lxc".utf8))
        } else {
            return nil
        }
    }

    /// The runtime that uses this prefix before an ID. Nil if the prefix is unknown, or if the cgroup is that
    /// of the container's monitor (`crio-conmon-ID.scope`) rather than of the container.
    private static func runtime(_ prefix: ArraySlice<UInt8>) -> [UInt8]? {
        let word = prefix.suffixAfterLast([0x3a]) ?? prefix
        let names: [(String, String)] = [
            ("docker", "docker"), ("cri-containerd", "containerd"), ("nerdctl", "containerd"),
            ("crio", "cri-o"), ("libpod", "podman"), ("libpod-payload", "podman"),
        ]
        for (name, runtime) in names where word.equals(name) { return Array(runtime.utf8) }
        return nil
    }
}

extension ArraySlice<UInt8> {
    fileprivate var isContainerID: Bool {
        guard count == 64 else { return false }
        for byte in self {
            switch byte {
            case 0x30...0x39, 0x41...0x46, 0x61...0x66: continue
            default: return false
            }
        }
        return true
    }

    fileprivate func equals(_ text: String) -> Bool { elementsEqual(Array(text.utf8)) }

    /// The part after the last separator; nil if there is no separator.
    fileprivate func suffixAfterLast(_ separators: [UInt8]) -> ArraySlice<UInt8>? {
        guard let last = lastIndex(where: { separators.contains($0) }) else { return nil }
        return self[(last + 1)...]
    }

    fileprivate func droppingPrefix(_ text: String) -> ArraySlice<UInt8>? {
        let text = Array(text.utf8)
        return starts(with: text) ? dropFirst(text.count) : nil
    }

    fileprivate func droppingSuffix(_ text: String) -> ArraySlice<UInt8> {
        let text = Array(text.utf8)
        return suffix(text.count).elementsEqual(text) ? dropLast(text.count) : self
    }
}

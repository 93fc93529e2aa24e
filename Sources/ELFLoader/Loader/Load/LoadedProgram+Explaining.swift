internal import SwiftletKernel
internal import SwiftletObject

// Explains errnos from attaching a program. The kernel uses one number for many causes. A cause is named only
// if it can be checked, or if it is the only one for that number at that hook.

extension LoadedProgram {
    /// The maximum number of programs on one hook: BPF_CGROUP_MAX_PROGS, BPF_TRACE_MAX_PROGS and similar.
    private static var full: String { "64 programs are attached there, and it takes no more" }

    /// Explains why attaching to a cgroup failed.
    func explanation(of errno: Errno, cgroup path: String) -> String? {
        switch errno {
        case .badDescriptor:
            switch try? Kernel.fileSystemType(path) {
            case 0x6367_7270?:  // CGROUP2_SUPER_MAGIC
                return "is a file or a cgroup that is gone, expected the folder of a cgroup"
            case 0x0027_e0eb?:  // CGROUP_SUPER_MAGIC
                return
                    "is a cgroup of version 1, expected the folder of one of version 2 (cat /proc/self/mounts shows where cgroup2 is mounted)"
            default:
                return
                    "is no cgroup, expected a folder below a mount of cgroup2 (usually /sys/fs/cgroup)"
            }
        case .invalid where !attachesToCgroups:
            return "a program of type \(kind.type.name) doesn't attach to cgroups"
        case .notPermitted where Capabilities.current()?.networkAdministration == true:
            return
                "this cgroup or one above it has a program that lets no other in (attached without BPF_F_ALLOW_MULTI)"
        case .tooBig: return Self.full
        default: return nil
        }
    }

    private var attachesToCgroups: Bool {
        kind.type.name.hasPrefix("cgroup") || kind.type == .socketOperations
            || kind.expectedAttachType == .cgroupSecurityModule
    }

    /// Explains why attaching to a network interface failed.
    func explanation(of errno: Errno, interface: NetworkInterface) -> String? {
        let isXDP = kind.type == .xdp
        if case .index(let index) = interface, errno == .invalid, !Kernel.hasInterface(index) {
            return "there is no interface \(interface.words) in this network namespace"
        }
        switch errno {
        case .noDevice: return "there is no interface \(interface.words) in this network namespace"
        case .busy where isXDP, .exists where isXDP:
            return
                "the interface has an XDP program, or one in another mode: detach it first (ip link set dev NAME xdp off)"
        case .notSupported where isXDP:
            return "the interface's driver has no XDP of this mode: attach with mode: .generic"
        default: return nil
        }
    }

    /// Explains why attaching to a network namespace failed.
    func explanation(of errno: Errno, networkNamespace path: String) -> String? {
        switch errno {
        case .invalid where (try? Kernel.fileSystemType(path)) != 0x6e73_6673:  // NSFS_MAGIC
            return "is no namespace, expected one of the network, such as /proc/self/ns/net"
        case .exists: return "another program is attached to the namespace at this hook"
        case .tooBig: return Self.full
        default: return nil
        }
    }

    /// Explains why attaching to the caller's perf event failed.
    func explanation(ofPerfEvent errno: Errno) -> String? {
        switch errno {
        case .badDescriptor: "the descriptor is not a perf event's (perf_event_open)"
        case .exists: "the event has a program already"
        case .tooBig: Self.full
        default: nil
        }
    }

    /// Explains why attaching to a tracepoint failed.
    func explanation(ofTracepoint errno: Errno) -> String? {
        switch errno {
        case .accessDenied:
            "the program reads beyond the fields that the tracepoint has on this kernel (events/…/format in tracefs)"
        case .tooBig: Self.full
        default: nil
        }
    }

    /// Explains why attaching to a raw tracepoint failed.
    func explanation(ofRawTracepoint errno: Errno) -> String? {
        errno == .invalid
            ? "the program reads more arguments than the tracepoint has on this kernel, or writes to one that can't be written"
            : nil
    }

    /// Explains why attaching to a kernel function failed.
    func explanation(of errno: Errno, function: String, offset: UInt64) -> String? {
        switch errno {
        case .invalidSequence:
            "no instruction begins \(offset) bytes after the beginning of '\(function)'"
        case Errno(rawValue: 99):  // EADDRNOTAVAIL
            "the kernel has several functions '\(function)' (/proc/kallsyms), and can't tell which is meant"
        case .tooBig: Self.full
        default: nil
        }
    }

    /// Explains why attaching to locations in a program or library failed.
    ///
    /// - Parameter offsets: Offsets in the file, in bytes.
    func explanation(of errno: Errno, path: String, offsets: [UInt64]) -> String? {
        switch errno {
        case .notSupportedInternal, .notExecutable:
            let places = offsets.prefix(3).map { Self.bytes(at: $0, of: path) }
            return
                "the kernel can't probe what is at \(places.joined(separator: ", "))\(offsets.count > 3 ? ", …" : ""): a probe needs the beginning of an instruction (FUNCTION+OFFSET counts bytes), and takes few with prefixes"
        case .invalid:
            guard let bytes = try? Kernel.readFile(path),
                let beyond = offsets.first(where: { $0 >= UInt64(bytes.count) })
            else { return nil }
            return
                "offset 0x\(String(beyond, radix: 16)) is beyond the file, which has \(bytes.count) bytes"
        case .badDescriptor: return "is no file that can be probed, expected a program or library"
        case Errno(rawValue: 5): return "the file's file system has no pages that can be probed"
        case .noProcess: return "there is no such process"
        case .tooBig: return Self.full
        default: return nil
        }
    }

    /// `0x1234 (f0 48 0f c1)`: an offset in a file, and the bytes there.
    private static func bytes(at offset: UInt64, of path: String) -> String {
        let place = "offset 0x\(String(offset, radix: 16))"
        guard let file = try? Kernel.readFile(path), offset < UInt64(file.count) else {
            return place
        }
        let bytes = file[Int(offset)...].prefix(4).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return "\(place) (\(bytes.joined(separator: " ")))"
    }

    /// Explains why attaching an iterator failed.
    func explanation(of errno: Errno, target: IteratorTarget) -> String? {
        guard case .kernelType(_, let type) = kind.hook else { return nil }
        let overMap = type == "bpf_map_elem" || type == "bpf_sk_storage_map" || type == "sockmap"
        switch (target, errno) {
        case (.map(let map), .accessDenied):
            return
                "the program reads more than map '\(map.name)' has: \(map.keySize) bytes of key, \(map.valueSize) of value"
        case (.map(let map), .invalid) where overMap:
            return "iter/\(type) doesn't go over a map of type \(map.type.name)"
        case (.map, _): return nil
        case (_, .badDescriptor) where overMap:
            return
                "iter/\(type) goes over the elements of a map, and none is named: attach(over: .map(map))"
        case (.everything, .invalid) where type == "cgroup":
            return
                "iter/cgroup goes over cgroups in an order, and none is named: attach(over: .cgroup(path: path, order))"
        default: return nil
        }
    }
}

extension NetworkInterface {
    fileprivate var words: String {
        switch self {
        case .name(let name): "'\(name)'"
        case .index(let index): "\(index)"
        }
    }
}

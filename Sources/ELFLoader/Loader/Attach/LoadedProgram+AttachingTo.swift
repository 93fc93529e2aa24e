internal import SwiftletKernel
internal import SwiftletObject

// Attach targets that a section name can't express: a cgroup, an interface, an event.

extension LoadedProgram {
    /// Attaches the program to a cgroup: `cgroup/*`, `cgroup_skb/*`, `sockops`, `lsm_cgroup/*`.
    ///
    /// - Parameter path: The cgroup's directory (`/sys/fs/cgroup/…`, version 2).
    /// - Throws: `LoadError.kernel`.
    public func attach(toCgroup path: String) throws(LoadError) -> Link {
        try attach(toFile: path, "cgroup") { explanation(of: $0, cgroup: path) }
    }

    /// Attaches the program to a network interface: `xdp`, `tcx/*`, `netkit/*`.
    ///
    /// - Parameters:
    ///   - interface: The interface's name or index.
    ///   - mode: XDP only.
    /// - Throws: `LoadError.kernel`.
    public func attach(
        toInterface interface: NetworkInterface, mode: XDPMode = .any
    ) throws(LoadError) -> Link {
        try link { explanation(of: $0, interface: interface) } _: { () throws(KernelError) in
            try Kernel.attach(
                descriptor.number, to: try interface.number(), attachType: attachType,
                flags: kind.type == .xdp ? mode.rawValue : 0, feature: feature,
                subject: "program '\(name)'")
        }
    }

    /// Attaches the program to a network namespace: `sk_lookup`, `flow_dissector`.
    ///
    /// - Parameter path: The namespace's file (`/proc/self/ns/net`, `/run/netns/…`).
    /// - Throws: `LoadError.kernel`.
    public func attach(toNetworkNamespace path: String) throws(LoadError) -> Link {
        try attach(toFile: path, "network namespace") { explanation(of: $0, networkNamespace: path) }
    }

    /// Attaches the program to what a file or folder stands for.
    private func attach(
        toFile path: String, _ kind: String, _ explaining: (Errno) -> String?
    ) throws(LoadError) -> Link {
        try link(explaining: explaining) { () throws(KernelError) in
            let file = try Kernel.open(path)
            return try Kernel.attach(
                descriptor.number, to: UInt32(bitPattern: file.number), attachType: attachType,
                feature: feature, subject: "program '\(name)': \(kind) \(path)")
        }
    }

    /// Attaches the program to a perf event that the caller opened: `perf_event`.
    ///
    /// - Parameters:
    ///   - event: Borrowed for the call.
    ///   - options: The cookie, for example.
    /// - Throws: `LoadError.kernel`.
    public func attach(
        toPerfEvent event: borrowing Descriptor, _ options: AttachOptions = AttachOptions()
    ) throws(LoadError) -> Link {
        try link(explaining: explanation(ofPerfEvent:)) { () throws(KernelError) in
            try Kernel.attachPerfEvent(
                descriptor.number, event: event.number, cookie: options.cookie, name: name)
        }
    }

    /// Runs the program `frequency` times a second on each CPU, to sample what the CPU is doing:
    /// `perf_event`.
    ///
    /// - Throws: `LoadError.kernel`.
    public func attachToClock(
        frequency: UInt64, _ options: AttachOptions = AttachOptions()
    ) throws(LoadError) -> Link {
        var parts: [Link] = []
        do {
            for processor in 0..<(try Kernel.possibleProcessors()) {
                do throws(KernelError) {
                    parts.append(
                        Link(
                            program: name,
                            try Kernel.attachClock(
                                descriptor.number, processor: processor, frequency: frequency,
                                cookie: options.cookie, name: name)))
                } catch .system("perf_event_open", _, .noDevice) {
                    // A possible CPU that is offline.
                    continue
                }
            }
        } catch {
            throw .kernel(error)
        }
        return Link(program: name, parts)
    }

    /// Attaches the program to netfilter: `netfilter` (Linux 6.4).
    ///
    /// - Throws: `LoadError.kernel`.
    public func attach(
        toNetfilter hook: NetfilterHook, priority: Int32, reassembles: Bool = false
    ) throws(LoadError) -> Link {
        try link { () throws(KernelError) in
            try Kernel.attachNetfilter(
                descriptor.number, family: hook.isIPv6 ? 10 : 2, hook: hook.place.rawValue,
                priority: priority, reassembles: reassembles, name: name)
        }
    }

    /// Attaches an iterator: `iter/*` (Linux 5.8). The program runs each time the link is read.
    ///
    /// - Throws: `LoadError.kernel`.
    public func attach(over target: IteratorTarget) throws(LoadError) -> Link {
        try link { explanation(of: $0, target: target) } _: { () throws(KernelError) in
            func attach(over object: IteratedObject) throws(KernelError) -> Attachment {
                try Kernel.attachIterator(descriptor.number, over: object, name: name)
            }
            switch target {
            case .everything: return try attach(over: .everything)
            case .map(let map): return try attach(over: .map(map.descriptor.number))
            case .cgroup(let path, let order):
                let folder = try Kernel.open(path)
                return try attach(over: .cgroup(folder.number, order: order.rawValue))
            case .process(let id): return try attach(over: .process(id))
            case .thread(let id): return try attach(over: .thread(id))
            }
        }
    }

    /// May be 0: some types load without an attach type, such as cgroup/skb, which attaches to ingress or
    /// egress.
    private var attachType: UInt32 { kind.expectedAttachType.rawValue }

    private var feature: (name: String, since: String) {
        kind.expectedAttachType.feature ?? ("links of this hook", "5.9")
    }
}

internal import SwiftletKernel
internal import SwiftletObject

// What a section's name can't say: which cgroup, which interface, which event.

extension LoadedProgram {
    /// Attaches the program to a cgroup: `cgroup/*`, `cgroup_skb/*`, `sockops`, `lsm_cgroup/*`.
    ///
    /// - Parameter path: The cgroup's folder (`/sys/fs/cgroup/…`, version 2).
    /// - Throws: `LoadError.kernel`.
    public func attach(toCgroup path: String) throws(LoadError) -> Link {
        try link { explanation(of: $0, cgroup: path) } _: { () throws(KernelError) in
            let folder = try Kernel.open(path)
            return try Kernel.attach(
                descriptor.number, to: UInt32(bitPattern: folder.number), attachType: attachType,
                feature: feature, subject: "program '\(name)': cgroup \(path)")
        }
    }

    /// Attaches the program to a network interface: `xdp`, `tcx/*`, `netkit/*`.
    ///
    /// - Parameters:
    ///   - interface: By its name or index.
    ///   - mode: Of XDP only.
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
    /// - Parameter path: Of the namespace (`/proc/self/ns/net`, `/run/netns/…`).
    /// - Throws: `LoadError.kernel`.
    public func attach(toNetworkNamespace path: String) throws(LoadError) -> Link {
        try link { explanation(of: $0, networkNamespace: path) } _: { () throws(KernelError) in
            let namespace = try Kernel.open(path)
            return try Kernel.attach(
                descriptor.number, to: UInt32(bitPattern: namespace.number), attachType: attachType,
                feature: feature, subject: "program '\(name)': network namespace \(path)")
        }
    }

    /// Attaches the program to a perf event of the caller's making: `perf_event`.
    ///
    /// - Parameters:
    ///   - event: Lent for the call.
    ///   - options: A cookie, for one.
    /// - Throws: `LoadError.kernel`.
    public func attach(
        toPerfEvent event: borrowing Descriptor, _ options: AttachOptions = AttachOptions()
    ) throws(LoadError) -> Link {
        try link(explaining: explanation(ofPerfEvent:)) { () throws(KernelError) in
            try Kernel.attachPerfEvent(
                descriptor.number, event: event.number, cookie: options.cookie, name: name)
        }
    }

    /// Has the program run `frequency` times a second on each CPU, to see what that is doing:
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
                    // A CPU that could be there and is not.
                    continue
                }
            }
        } catch {
            throw .kernel(error)
        }
        return Link(program: name, parts)
    }

    /// Attaches the program to netfilter, `netfilter` (Linux 6.4).
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

    /// Attaches an iterator, `iter/*` (Linux 5.8): it runs each time that the link is read.
    ///
    /// - Throws: `LoadError.kernel`.
    public func attach(over target: IteratorTarget) throws(LoadError) -> Link {
        try link { explanation(of: $0, target: target) } _: { () throws(KernelError) in
            let program = descriptor.number
            switch target {
            case .everything: return try Kernel.attachIterator(program, over: .everything, name: name)
            case .map(let map):
                return try Kernel.attachIterator(program, over: .map(map.descriptor.number), name: name)
            case .cgroup(let path, let order):
                let folder = try Kernel.open(path)
                return try Kernel.attachIterator(
                    program, over: .cgroup(folder.number, order: order.rawValue), name: name)
            case .process(let id): return try Kernel.attachIterator(program, over: .process(id), name: name)
            case .thread(let id): return try Kernel.attachIterator(program, over: .thread(id), name: name)
            }
        }
    }

    /// Programs of these types may be loaded without saying for what: cgroup/skb at either end.
    private var attachType: UInt32 { kind.expectedAttachType.rawValue }

    private var feature: (name: String, since: String) {
        kind.expectedAttachType.feature ?? ("links of this hook", "5.9")
    }
}

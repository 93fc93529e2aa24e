internal import SwiftletShims

extension Kernel {
    /// Attaches a program to an fd or an interface index, through a link.
    ///
    /// - Parameters:
    ///   - target: The fd of a cgroup's directory (Linux 5.7) or of a network namespace's file (5.8), or the
    ///     index of a network interface (XDP 5.9, tcx 6.6, netkit 6.7).
    ///   - attachType: The type the program was loaded with.
    ///   - flags: XDP_FLAGS_* for XDP; otherwise 0.
    ///   - feature: The hook's name and the first version with it, for the error if the kernel lacks it.
    /// - Throws: `KernelError.missingFeature`, `.call`.
    package static func attach(
        _ program: Int32, to target: UInt32, attachType: UInt32, flags: UInt32 = 0,
        feature: (name: String, since: String), subject: String
    ) throws(KernelError) -> Attachment {
        var attributes = bpf_attr_link_create()
        attributes.prog_fd = UInt32(bitPattern: program)
        attributes.target_fd = target
        attributes.attach_type = attachType
        attributes.flags = flags
        let result = SystemCalls.bpf(.linkCreate, &attributes)
        if result >= 0 { return Attachment(link: Descriptor(adopting: Int32(result))) }
        if Errno(result: result) == .invalid, isUnknown(attachType: attachType) {
            throw .missingFeature(feature.name, since: feature.since, subject: subject)
        }
        throw error(.linkCreate, subject, Errno(result: result))
    }

    /// Whether the kernel lacks a hook, for hooks that support BPF_PROG_QUERY.
    private static func isUnknown(attachType: UInt32) -> Bool {
        // XDP links are as old as interface links, and can't be queried.
        guard attachType != LinkType.xdp else { return false }
        var attributes = bpf_attr_program_query()
        // An invalid target: a kernel that knows the hook fails with another error.
        attributes.target_fd = UInt32(bitPattern: -1)
        attributes.attach_type = attachType
        return SystemCalls.bpf(.programQuery, &attributes) == -Int(Errno.invalid.rawValue)
    }

    /// Attaches a program to the hook it was loaded for, with an attach cookie (Linux 5.19). Without a
    /// cookie, `attachRawTracepoint` works on any kernel.
    package static func attachTracing(
        _ program: Int32, attachType: UInt32, cookie: UInt64, name: String
    ) throws(KernelError) -> Attachment {
        var attributes = bpf_attr_link_create_tracing()
        attributes.link.prog_fd = UInt32(bitPattern: program)
        attributes.link.attach_type = attachType
        attributes.cookie = cookie
        let result = SystemCalls.bpf(.linkCreate, &attributes)
        if result >= 0 { return Attachment(link: Descriptor(adopting: Int32(result))) }
        guard Errno(result: result) != .invalid else {
            throw .missingFeature(
                "cookie of a program that attaches by BTF", since: "5.19", subject: "program '\(name)'")
        }
        throw error(.linkCreate, "program '\(name)'", Errno(result: result))
    }

    /// Attaches a program to netfilter (Linux 6.4).
    ///
    /// - Parameters:
    ///   - family: NFPROTO_IPV4 (2) or NFPROTO_IPV6 (10).
    ///   - hook: NF_INET_*: 0 before routing, 1 to this host, 2 forwarded, 3 from this host, 4 after routing.
    ///   - priority: Lower values run first. The minimum and the maximum are reserved.
    ///   - reassembles: Defragments packets first (BPF_F_NETFILTER_IP_DEFRAG, Linux 6.6).
    package static func attachNetfilter(
        _ program: Int32, family: UInt32, hook: UInt32, priority: Int32, reassembles: Bool = false,
        name: String
    ) throws(KernelError) -> Attachment {
        var attributes = bpf_attr_link_create_netfilter()
        attributes.link.prog_fd = UInt32(bitPattern: program)
        attributes.link.attach_type = LinkType.netfilter
        attributes.family = family
        attributes.hook = hook
        attributes.priority = priority
        attributes.netfilter_flags = reassembles ? 1 : 0
        let result = SystemCalls.bpf(.linkCreate, &attributes)
        guard result >= 0 else {
            throw error(.linkCreate, "program '\(name)'", Errno(result: result))
        }
        return Attachment(link: Descriptor(adopting: Int32(result)))
    }

    /// The index of a network interface.
    ///
    /// - Throws: `KernelError.system`, with ENODEV if there is no interface of that name.
    package static func interfaceIndex(_ name: String) throws(KernelError) -> UInt32 {
        // SAFETY: withCString provides a NUL-terminated string for the call.
        let result = unsafe name.withCString { name in unsafe swiftlet_interface_index(name) }
        guard result >= 0 else {
            throw .system(
                call: "if_nametoindex", subject: "network interface '\(name)'",
                errno: Errno(result: result))
        }
        return UInt32(clamping: result)
    }

    /// Whether this network namespace has an interface of this index.
    package static func hasInterface(_ index: UInt32) -> Bool {
        swiftlet_has_interface(index) != 0
    }

    /// Opens a file or directory as an attach target: a cgroup, a network namespace.
    package static func open(_ path: String) throws(KernelError) -> Descriptor {
        // SAFETY: withCString provides a NUL-terminated string for the call.
        let opened = unsafe path.withCString { path in unsafe swiftlet_open_read(path) }
        guard opened >= 0 else {
            throw .system(call: "open", subject: path, errno: Errno(result: opened))
        }
        return Descriptor(adopting: Int32(opened))
    }
}

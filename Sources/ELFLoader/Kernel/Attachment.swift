internal import GlibcShims

/// An attached program. It stays attached while its owner lives, and no longer: a killed process
/// leaves nothing behind.
public struct Attachment: ~Copyable, Sendable {
    /// How the program is held to its hook.
    public enum Mechanism: Sendable, Equatable {
        /// A BPF link (of a raw tracepoint, Linux 4.17; of a perf event, 5.15).
        case link
        /// PERF_EVENT_IOC_SET_BPF on a perf event.
        case perfEvent
    }

    public let mechanism: Mechanism
    /// The link, or the perf event that the program was set on.
    private let holder: Descriptor
    /// The perf event under a link.
    private let event: Descriptor?

    init(link: consuming Descriptor, event: consuming Descriptor?) {
        mechanism = .link
        holder = link
        self.event = event
    }

    init(event: consuming Descriptor) {
        mechanism = .perfEvent
        holder = event
        self.event = nil
    }
}

extension Kernel {
    /// Attaches a program to a raw tracepoint, or to the hook that it was loaded for (BPF_RAW_TRACEPOINT_OPEN).
    ///
    /// - Parameters:
    ///   - program: The program's descriptor; borrowed.
    ///   - tracepoint: nil for programs of type tracing, whose hook is known since they were loaded.
    public static func attachRawTracepoint(
        _ program: Int32, tracepoint: String?, name: String
    ) throws(KernelError) -> Attachment {
        var attributes = bpf_attr_raw_tracepoint_open()
        attributes.prog_fd = UInt32(bitPattern: program)
        let result: Int
        if let tracepoint {
            // SAFETY: a NUL-terminated string that outlives the call.
            result = unsafe tracepoint.withCString { text in
                unsafe attributes.name = address(UnsafeRawPointer(text))
                return SystemCalls.bpf(.rawTracepointOpen, &attributes)
            }
        } else {
            result = SystemCalls.bpf(.rawTracepointOpen, &attributes)
        }
        guard result >= 0 else {
            if let tracepoint, Errno(result: result) == .noEntry {
                throw .noTracepoint(category: "raw", name: tracepoint)
            }
            throw error(.rawTracepointOpen, "program '\(name)'", Errno(result: result))
        }
        return Attachment(link: Descriptor(adopting: Int32(result)), event: nil)
    }

    /// Attaches a program to a tracepoint by its number in tracefs, through a perf event.
    ///
    /// By a link where the kernel has links of perf events (Linux 5.15), else by ioctl(2).
    public static func attachTracepoint(
        _ program: Int32, id: UInt64, name: String
    ) throws(KernelError) -> Attachment {
        let event = try perfEvent(swiftlet_perf_event_open_tracepoint(id), name)
        return try attach(program, to: event, name)
    }

    /// Attaches a program to a kernel function, or to its return, through a perf event of the kprobe
    /// PMU (Linux 4.17).
    ///
    /// - Throws: `KernelError.missingFeature` where the kernel has no kprobes, `.noFunction` where it has
    ///   no such function.
    public static func attachKprobe(
        _ program: Int32, function: String, isReturn: Bool, name: String
    ) throws(KernelError) -> Attachment {
        guard let type = pmuNumber("kprobe/type") else {
            throw .missingFeature(
                "kprobes for perf events (CONFIG_KPROBE_EVENTS)", since: "4.17", subject: "program '\(name)'")
        }
        // Which bit says "return" stands there as config:0.
        let bit = isReturn ? 1 << (pmuNumber("kprobe/format/retprobe") ?? 0) : UInt64(0)
        // SAFETY: a NUL-terminated string that outlives the call.
        let opened = unsafe function.withCString { function in
            unsafe swiftlet_perf_event_open_kprobe(
                UInt32(truncatingIfNeeded: type), bit, function)
        }
        if Errno(result: opened) == .noEntry {
            throw .noFunction(name: function, program: name)
        }
        return try attach(program, to: try perfEvent(opened, name), name)
    }

    /// The last number in a file of /sys/bus/event_source/devices.
    private static func pmuNumber(_ file: String) -> UInt64? {
        guard let text = try? readFile("/sys/bus/event_source/devices/\(file)") else { return nil }
        var number: UInt64?
        for byte in text {
            guard byte >= 0x30, byte <= 0x39 else {
                if byte == UInt8(ascii: ":") { number = nil }
                continue
            }
            number = (number ?? 0) &* 10 &+ UInt64(byte - 0x30)
        }
        return number
    }

    /// - Parameter opened: What perf_event_open(2) returned: the event, which is taken over, or -errno.
    private static func perfEvent(_ opened: Int, _ name: String) throws(KernelError) -> Descriptor {
        guard opened >= 0 else {
            let errno = Errno(result: opened)
            if errno == .notPermitted || errno == .accessDenied,
                let capabilities = Capabilities.current()
            {
                let subject = "program '\(name)'"
                if !capabilities.perfmon {
                    throw .missingCapability(
                        command: .linkCreate, subject: subject, capability: "CAP_PERFMON")
                }
                // 2 is the strictest that Linux itself knows.
                if !capabilities.systemAdministration, let level = perfEventParanoid(), level > 2 {
                    throw .perfEventParanoid(subject: subject, level: level)
                }
            }
            throw .system(call: "perf_event_open", subject: "program '\(name)'", errno: errno)
        }
        return Descriptor(adopting: Int32(opened))
    }

    /// kernel.perf_event_paranoid; nil where /proc can't be read.
    private static func perfEventParanoid() -> Int? {
        guard let text = try? readFile("/proc/sys/kernel/perf_event_paranoid") else { return nil }
        return Int(String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }

    private static func attach(
        _ program: Int32, to event: consuming Descriptor, _ name: String
    ) throws(KernelError) -> Attachment {
        var attributes = bpf_attr_link_create_perf()
        attributes.prog_fd = UInt32(bitPattern: program)
        attributes.target_fd = UInt32(bitPattern: event.number)
        attributes.attach_type = AttachType.perfEvent
        let link = SystemCalls.bpf(.linkCreate, &attributes)
        if link >= 0 {
            let link = Descriptor(adopting: Int32(link))
            try enable(event, name)
            return Attachment(link: link, event: event)
        }
        // EINVAL: the kernel has links, but not of this kind, or none at all.
        guard Errno(result: link) == .invalid else {
            throw error(.linkCreate, "program '\(name)'", Errno(result: link))
        }
        let set = swiftlet_perf_event_set_program(event.number, program)
        guard set >= 0 else {
            throw .system(
                call: "ioctl PERF_EVENT_IOC_SET_BPF", subject: "program '\(name)'",
                errno: Errno(result: set))
        }
        try enable(event, name)
        return Attachment(event: event)
    }

    private static func enable(_ event: borrowing Descriptor, _ name: String) throws(KernelError) {
        let result = swiftlet_perf_event_enable(event.number)
        guard result >= 0 else {
            throw .system(
                call: "ioctl PERF_EVENT_IOC_ENABLE", subject: "program '\(name)'",
                errno: Errno(result: result))
        }
    }
}

/// `enum bpf_attach_type`, as far as it is spoken of here.
public enum AttachType {
    /// BPF_TRACE_RAW_TP
    public static var traceRawTracepoint: UInt32 { 23 }
    /// BPF_PERF_EVENT
    public static var perfEvent: UInt32 { 41 }
}

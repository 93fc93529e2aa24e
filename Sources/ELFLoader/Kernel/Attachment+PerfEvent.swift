internal import SwiftletShims

extension Kernel {
    /// Attaches a program to a tracepoint by its number in tracefs, through a perf event.
    ///
    /// By a link where the kernel has links of perf events (Linux 5.15), else by ioctl(2).
    package static func attachTracepoint(
        _ program: Int32, id: UInt64, cookie: UInt64 = 0, name: String
    ) throws(KernelError) -> Attachment {
        let event = try perfEvent(swiftlet_perf_event_open_tracepoint(id), name)
        return try attach(program, to: event, cookie: cookie, name)
    }

    /// Attaches a program to a perf event of the caller's making.
    ///
    /// - Parameter event: Borrowed; the attachment has a descriptor of its own for the event.
    package static func attachPerfEvent(
        _ program: Int32, event: Int32, cookie: UInt64 = 0, name: String
    ) throws(KernelError) -> Attachment {
        let copy = swiftlet_duplicate(event)
        guard copy >= 0 else {
            throw .system(
                call: "fcntl", subject: "perf event of program '\(name)'", errno: Errno(result: copy))
        }
        return try attach(program, to: Descriptor(adopting: Int32(copy)), cookie: cookie, name)
    }

    /// Attaches a program to the clock of one CPU, which runs it `frequency` times a second there,
    /// whatever process that CPU is busy with.
    package static func attachClock(
        _ program: Int32, processor: Int, frequency: UInt64, cookie: UInt64 = 0, name: String
    ) throws(KernelError) -> Attachment {
        let opened = swiftlet_perf_event_open_clock(frequency, Int32(clamping: processor))
        return try attach(program, to: try perfEvent(opened, name), cookie: cookie, name)
    }

    /// - Parameter opened: What perf_event_open(2) returned: the event, which is taken over, or -errno.
    static func perfEvent(_ opened: Int, _ name: String) throws(KernelError) -> Descriptor {
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

    /// Sets a program on a perf event, and the event going.
    ///
    /// - Parameters:
    ///   - cookie: What bpf_get_attach_cookie() hands the program.
    ///   - probe: The probe that the event is of, if it was made in tracefs.
    /// - Throws: `KernelError.missingFeature` for a cookie where the kernel has no links of perf events.
    static func attach(
        _ program: Int32, to event: consuming Descriptor, cookie: UInt64 = 0,
        probe: TracefsProbe? = nil, _ name: String
    ) throws(KernelError) -> Attachment {
        var attributes = bpf_attr_link_create_perf()
        attributes.prog_fd = UInt32(bitPattern: program)
        attributes.target_fd = UInt32(bitPattern: event.number)
        attributes.attach_type = LinkType.perfEvent
        attributes.bpf_cookie = cookie
        let link = SystemCalls.bpf(.linkCreate, &attributes)
        if link >= 0 {
            let link = Descriptor(adopting: Int32(link))
            try enable(event, name)
            return Attachment(link: link, event: event, probe: probe)
        }
        // EINVAL: the kernel has links, but not of this kind, or none at all.
        guard Errno(result: link) == .invalid else {
            throw error(.linkCreate, "program '\(name)'", Errno(result: link))
        }
        guard cookie == 0 else {
            throw .missingFeature(
                "cookie of an attachment (bpf_get_attach_cookie)", since: "5.15",
                subject: "program '\(name)'")
        }
        let set = swiftlet_perf_event_set_program(event.number, program)
        guard set >= 0 else {
            throw .system(
                call: "ioctl PERF_EVENT_IOC_SET_BPF", subject: "program '\(name)'",
                errno: Errno(result: set))
        }
        try enable(event, name)
        return Attachment(event: event, probe: probe)
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

internal import SwiftletShims

extension Kernel {
    /// Attaches a program to a tracepoint through a perf event, by the id from tracefs.
    ///
    /// Uses a link if the kernel has perf event links (Linux 5.15), else ioctl(2).
    package static func attachTracepoint(
        _ program: Int32, id: UInt64, cookie: UInt64 = 0, name: String
    ) throws(KernelError) -> Attachment {
        let event = try perfEvent(swiftlet_perf_event_open_tracepoint(id), name)
        return try attach(program, to: event, cookie: cookie, name)
    }

    /// Attaches a program to a perf event that the caller opened.
    ///
    /// - Parameter event: Borrowed; the attachment duplicates the fd.
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

    /// Attaches a program to the clock of one CPU. The program runs there `frequency` times a second,
    /// whichever process is running.
    package static func attachClock(
        _ program: Int32, processor: Int, frequency: UInt64, cookie: UInt64 = 0, name: String
    ) throws(KernelError) -> Attachment {
        let opened = swiftlet_perf_event_open_clock(frequency, Int32(clamping: processor))
        return try attach(program, to: try perfEvent(opened, name), cookie: cookie, name)
    }

    /// - Parameter opened: The result of perf_event_open(2): the event's fd, which is adopted, or -errno.
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
                // Upstream Linux defines levels up to 2; some distributions add stricter ones.
                if !capabilities.systemAdministration, let level = perfEventParanoid(), level > 2 {
                    throw .perfEventParanoid(subject: subject, level: level)
                }
            }
            throw .system(call: "perf_event_open", subject: "program '\(name)'", errno: errno)
        }
        return Descriptor(adopting: Int32(opened))
    }

    /// kernel.perf_event_paranoid; nil if /proc can't be read.
    private static func perfEventParanoid() -> Int? {
        guard let text = try? readFile("/proc/sys/kernel/perf_event_paranoid") else { return nil }
        return Int(String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }

    /// Attaches a program to a perf event and enables the event.
    ///
    /// - Parameters:
    ///   - cookie: The attach cookie (bpf_get_attach_cookie()).
    ///   - probe: The event's probe, if it was created in tracefs.
    /// - Throws: `KernelError.missingFeature` for a cookie if the kernel has no perf event links.
    static func attach(
        _ program: Int32, to event: consuming Descriptor, cookie: UInt64 = 0,
        probe: TracefsProbe? = nil, _ name: String
    ) throws(KernelError) -> Attachment {
        var attributes = bpf_attr_link_create_perf()
        attributes.link.prog_fd = UInt32(bitPattern: program)
        attributes.link.target_fd = UInt32(bitPattern: event.number)
        attributes.link.attach_type = LinkType.perfEvent
        attributes.cookie = cookie
        let link = SystemCalls.bpf(.linkCreate, &attributes)
        if link >= 0 {
            let link = Descriptor(adopting: Int32(link))
            try enable(event, name)
            return Attachment(link: link, event: event, probe: probe)
        }
        // EINVAL: the kernel has no links, or none for perf events.
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

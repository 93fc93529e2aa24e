internal import SwiftletShims

extension Kernel {
    /// Attaches a program to an instruction of a program or library, or to a function's return.
    ///
    /// Uses a perf event of the uprobe PMU (Linux 4.17), else a probe created in tracefs.
    ///
    /// - Parameters:
    ///   - process: Limits the probe to one process; nil probes all processes.
    ///   - cookie: The attach cookie (bpf_get_attach_cookie()); a nonzero one requires Linux 5.15.
    /// - Throws: `KernelError.missingFeature` if the kernel has no uprobes.
    package static func attachUprobe(
        _ program: Int32, to place: UserProbe, isReturn: Bool, process: Int32? = nil,
        cookie: UInt64 = 0, name: String
    ) throws(KernelError) -> Attachment {
        guard let type = pmuNumber("uprobe/type") else {
            return try attachTracefsUprobe(
                program, to: place, isReturn: isReturn, process: process, cookie: cookie, name: name)
        }
        var config = isReturn ? 1 << (pmuNumber("uprobe/format/retprobe") ?? 0) : UInt64(0)
        if place.semaphore != 0 {
            guard let shift = pmuNumber("uprobe/format/ref_ctr_offset") else {
                throw .missingFeature(
                    "semaphore of a uprobe (ref_ctr_offset)", since: "4.20",
                    subject: "program '\(name)'")
            }
            config |= place.semaphore << shift
        }
        // SAFETY: the string is NUL-terminated and outlives the call.
        let opened = unsafe place.path.withCString { path in
            unsafe swiftlet_perf_event_open_probe(
                UInt32(truncatingIfNeeded: type), config, path, place.offset, process ?? -1)
        }
        if Errno(result: opened) == .noEntry {
            throw .system(
                call: "perf_event_open", subject: "program '\(name)': \(place.path)", errno: .noEntry)
        }
        return try attach(program, to: try perfEvent(opened, name), cookie: cookie, name)
    }

    /// Like `attachUprobe`, with a probe created in tracefs.
    static func attachTracefsUprobe(
        _ program: Int32, to place: UserProbe, isReturn: Bool, process: Int32?, cookie: UInt64,
        name: String
    ) throws(KernelError) -> Attachment {
        let probe: TracefsProbe
        do {
            let semaphore = place.semaphore == 0 ? "" : "(\(place.semaphore))"
            probe = try TracefsProbe(
                file: "uprobe_events",
                place: "\(place.path):0x\(String(place.offset, radix: 16))\(semaphore)",
                isReturn: isReturn)
        } catch .system("open", _, .noEntry) {
            throw .missingFeature(
                "uprobes for perf events (CONFIG_UPROBE_EVENTS)", since: "4.17",
                subject: "program '\(name)'")
        }
        return try attach(program, to: probe, process: process ?? -1, cookie: cookie, name)
    }

    /// Attaches a program to many locations in one file through one link (Linux 6.6).
    ///
    /// - Parameters:
    ///   - program: Loaded with BPF_TRACE_UPROBE_MULTI, or with BPF_TRACE_UPROBE_SESSION to run at both entry
    ///     and return (Linux 6.13).
    ///   - path: The file.
    ///   - offsets: As in `UserProbe`.
    ///   - semaphores: As in `UserProbe`, one for each offset; empty if no probe has a semaphore.
    ///   - cookies: One for each offset; empty if all are 0.
    /// - Throws: `KernelError.missingFeature`, `.call`.
    package static func attachUprobes(
        _ program: Int32, attachType: UInt32, path: String, offsets: [UInt64],
        semaphores: [UInt64] = [], cookies: [UInt64] = [], isReturn: Bool, process: Int32? = nil,
        name: String
    ) throws(KernelError) -> Attachment {
        var attributes = bpf_attr_link_create_uprobes()
        attributes.link.prog_fd = UInt32(bitPattern: program)
        attributes.link.attach_type = attachType
        attributes.count = UInt32(clamping: offsets.count)
        attributes.probe_flags = isReturn ? 1 : 0  // BPF_F_UPROBE_MULTI_RETURN
        // 0 means all processes.
        attributes.pid = UInt32(bitPattern: process ?? 0)
        let result = createLink(&attributes, path, offsets, semaphores, cookies)
        if result >= 0 { return Attachment(link: Descriptor(adopting: Int32(result))) }
        let errno = Errno(result: result)
        // For a directory, a kernel that supports the link type fails with EBADF instead.
        if errno == .invalid, createLink(&attributes, "/", offsets, [], []) == -Int(Errno.invalid.rawValue) {
            let isSession = attachType == LinkType.uprobeSession
            throw .missingFeature(
                isSession ? "session of uprobes" : "link of many uprobes",
                since: isSession ? "6.13" : "6.6", subject: "program '\(name)'")
        }
        throw error(.linkCreate, "program '\(name)': \(path)", errno)
    }

    private static func createLink(
        _ attributes: inout bpf_attr_link_create_uprobes, _ path: String, _ offsets: [UInt64],
        _ semaphores: [UInt64], _ cookies: [UInt64]
    ) -> Int {
        // SAFETY: the strings and arrays outlive the call; the kernel reads `count` numbers of each
        // array, which has as many or is left out.
        unsafe path.withCString { path in
            unsafe offsets.withUnsafeBytes { offsets in
                unsafe semaphores.withUnsafeBytes { semaphores in
                    unsafe cookies.withUnsafeBytes { cookies in
                        unsafe attributes.path = address(UnsafeRawPointer(path))
                        unsafe attributes.offsets = address(offsets.baseAddress)
                        attributes.semaphore_offsets =
                            unsafe semaphores.count == offsets.count ? address(semaphores.baseAddress) : 0
                        attributes.cookies =
                            unsafe cookies.count == offsets.count ? address(cookies.baseAddress) : 0
                        return SystemCalls.bpf(.linkCreate, &attributes)
                    }
                }
            }
        }
    }
}

internal import SwiftletShims

extension Kernel {
    /// Attaches a program to an instruction of a kernel function, or to its return.
    ///
    /// Uses a perf event of the kprobe PMU (Linux 4.17), else a probe created in tracefs.
    ///
    /// - Parameters:
    ///   - offset: Bytes from the start of the function, at an instruction boundary; 0 for a return.
    ///   - cookie: The attach cookie (bpf_get_attach_cookie()); a nonzero one requires Linux 5.15.
    /// - Throws: `KernelError.missingFeature` if the kernel has no kprobes, `.noFunction` if it lacks the
    ///   function.
    package static func attachKprobe(
        _ program: Int32, function: String, offset: UInt64 = 0, isReturn: Bool, cookie: UInt64 = 0,
        name: String
    ) throws(KernelError) -> Attachment {
        guard let type = pmuNumber("kprobe/type") else {
            return try attachTracefsKprobe(
                program, function: function, offset: offset, isReturn: isReturn, cookie: cookie,
                name: name)
        }
        // The file contains `config:0`: the number of the config bit that selects a return probe.
        let config = isReturn ? 1 << (pmuNumber("kprobe/format/retprobe") ?? 0) : UInt64(0)
        // SAFETY: the string is NUL-terminated and outlives the call.
        let opened = unsafe function.withCString { function in
            unsafe swiftlet_perf_event_open_probe(
                UInt32(truncatingIfNeeded: type), config, function, offset, -1)
        }
        if Errno(result: opened) == .noEntry {
            throw .noFunction(name: function, program: name)
        }
        return try attach(program, to: try perfEvent(opened, name), cookie: cookie, name)
    }

    /// Like `attachKprobe`, with a probe created in tracefs.
    static func attachTracefsKprobe(
        _ program: Int32, function: String, offset: UInt64, isReturn: Bool, cookie: UInt64,
        name: String
    ) throws(KernelError) -> Attachment {
        let probe: TracefsProbe
        do {
            probe = try TracefsProbe(
                file: "kprobe_events", place: "\(function)+\(offset)", isReturn: isReturn)
        } catch .system("open", _, .noEntry) {
            throw .missingFeature(
                "kprobes for perf events (CONFIG_KPROBE_EVENTS)", since: "4.17",
                subject: "program '\(name)'")
        } catch .system("write", _, .noEntry) {
            throw .noFunction(name: function, program: name)
        }
        return try attach(program, to: probe, process: -1, cookie: cookie, name)
    }

    /// Attaches a program to a system call, given by its name without prefix. Since Linux 4.17 the function's
    /// name has an architecture prefix.
    ///
    /// - Throws: `KernelError.noFunction` with the name of the system call; otherwise as `attachKprobe`.
    package static func attachSystemCall(
        _ program: Int32, call: String, isReturn: Bool, cookie: UInt64 = 0, name: String
    ) throws(KernelError) -> Attachment {
        for prefix in systemCallPrefixes {
            do {
                return try attachKprobe(
                    program, function: prefix + call, isReturn: isReturn, cookie: cookie, name: name)
            } catch .noFunction {
                continue
            }
        }
        throw .noFunction(name: (systemCallPrefixes.first ?? "") + call, program: name)
    }

    private static var systemCallPrefixes: [String] {
        [systemCallPrefix, "__se_sys_", "sys_"].filter { !$0.isEmpty }
    }

    /// Attaches a program to a tracefs probe, which is removed together with the attachment.
    static func attach(
        _ program: Int32, to probe: TracefsProbe, process: Int32, cookie: UInt64, _ name: String
    ) throws(KernelError) -> Attachment {
        do {
            // No path: events of PERF_TYPE_TRACEPOINT (2) are identified by their id alone.
            let opened = swiftlet_perf_event_open_probe(2, probe.id, nil, 0, process)
            return try attach(
                program, to: try perfEvent(opened, name), cookie: cookie, probe: probe, name)
        } catch {
            probe.remove()
            throw error
        }
    }

    /// The first number after the last colon in a file of /sys/bus/event_source/devices: 9 for `9`, 32 for
    /// `config:32-63`; nil if the file doesn't exist.
    static func pmuNumber(_ file: String) -> UInt64? {
        guard let text = try? readFile("/sys/bus/event_source/devices/\(file)") else { return nil }
        let number = String(decoding: text, as: UTF8.self).split(separator: ":").last ?? ""
        return UInt64(number.prefix { $0 >= "0" && $0 <= "9" })
    }
}

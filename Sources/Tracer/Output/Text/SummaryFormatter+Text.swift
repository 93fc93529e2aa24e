public import TracerCapture

extension SummaryFormatter {
    /// Appends a single line if nothing was lost: `12 execs, all complete; nothing lost`. Otherwise appends
    /// one more line per cause, with the remedy.
    public static func append(text summary: CaptureSummary, to buffer: inout OutputBuffer) {
        appendExecs(of: summary, to: &buffer)
        if summary.isClean {
            buffer.append("; nothing lost\n")
            appendDropped(of: summary, to: &buffer)
            appendExport(of: summary, to: &buffer)
            return
        }
        buffer.append(0x0a)
        appendLosses(of: summary, to: &buffer)
        if summary.incomplete > 0 { appendFaults(of: summary.kernel, to: &buffer) }
        appendDefects(of: summary, to: &buffer)
        appendDropped(of: summary, to: &buffer)
        appendExport(of: summary, to: &buffer)
    }

    /// Appends the outcome of sending spans over the network.
    private static func appendExport(of summary: CaptureSummary, to buffer: inout OutputBuffer) {
        if let export = summary.export { append(text: export, to: &buffer) }
    }

    /// Appends a line: `12 spans sent over OTLP, 3 dropped: http://host:4318/v1/traces: HTTP status 400`.
    public static func append(text export: ExportCounts, to buffer: inout OutputBuffer) {
        append(export.sent, "span", "spans", to: &buffer)
        buffer.append(" sent over OTLP")
        if export.dropped > 0 {
            buffer.append(", ")
            buffer.append(decimal: export.dropped)
            buffer.append(" dropped")
            if let problem = export.problem {
                buffer.append(": ")
                // The text may include a server's words.
                buffer.append(message: Array(problem.utf8).span)
            }
        }
        buffer.append(0x0a)
    }

    private static func appendExecs(of summary: CaptureSummary, to buffer: inout OutputBuffer) {
        append(summary.execs, "exec", "execs", to: &buffer)
        if summary.incomplete > 0 {
            buffer.append(": ")
            buffer.append(decimal: summary.complete)
            buffer.append(" complete, ")
            buffer.append(decimal: summary.incomplete)
            buffer.append(" incomplete")
        } else if summary.execs > 0 {
            buffer.append(summary.execs == 1 ? ", complete" : ", all complete")
        }
        if summary.healed > 0 {
            buffer.append(" (")
            buffer.append(decimal: summary.healed)
            buffer.append(" filled from /proc)")
        }
        if summary.failed > 0 {
            buffer.append(", ")
            buffer.append(decimal: summary.failed)
            buffer.append(" failed")
        }
        if let ignored = summary.ignored, ignored > 0 {
            buffer.append(", ")
            buffer.append(decimal: ignored)
            buffer.append(" left out by rules")
        }
        if summary.filtered > 0 {
            buffer.append(", ")
            buffer.append(decimal: summary.filtered)
            buffer.append(" filtered")
        }
    }

    /// Appends what did not fit, and what did not run.
    private static func appendLosses(of summary: CaptureSummary, to buffer: inout OutputBuffer) {
        let kernel = summary.kernel
        if kernel.ringFull > 0 {
            buffer.append("lost: ")
            buffer.append(decimal: kernel.ringFull)
            buffer.append(" of ")
            append(summary.sent, "record", "records", to: &buffer)
            buffer.append(
                " found no room in the ring buffer (ring_full); use a larger --ring-size\n")
        }
        append(
            lost: summary.unread, "record", "records",
            "not read in time after the request to stop (unread)", to: &buffer)
        append(
            lost: summary.execsLost, "exec", "execs",
            "among these can't be shown at all (execs_lost)", to: &buffer)
        append(
            lost: kernel.cutShort, "end of an exec's strings", "ends of execs' strings",
            "not sent, to leave room for other execs (cut_short); use a larger --ring-size",
            to: &buffer)
        append(
            lost: kernel.stateMapFull, "stream", "streams",
            "found no room in env_stream_state_map (state_map_full); use --capture block",
            to: &buffer)
        append(
            lost: kernel.tracedMapFull, "process", "processes",
            "could not be followed (traced_map_full); trace fewer at a time, or the whole host",
            to: &buffer)
        append(
            lost: kernel.connectionsFull, "connection", "connections",
            "found no room in the map of connections (connections_full); trace fewer processes",
            to: &buffer)
        append(
            lost: kernel.tailCallsFailed, "tail call", "tail calls",
            "failed (tail_call_failed); the execs concerned are incomplete", to: &buffer)
        append(
            lost: kernel.recursionMisses, "program run", "program runs",
            "left out by the kernel (recursion_misses); stop other tracers on this host",
            to: &buffer)
        append(
            lost: summary.outputFull, "event", "events",
            "could not be written (output_full); have the reader read, or make room", to: &buffer)
    }

    /// Appends what was dropped to bound memory.
    private static func appendDropped(of summary: CaptureSummary, to buffer: inout OutputBuffer) {
        append(
            summary.environmentsDropped, "dropped: ", "environment", "environments",
            "of live processes, to stay within 64 MiB; their children's were not compared with them",
            to: &buffer)
        append(
            summary.unfinishedDropped, "dropped: ", "exec", "execs",
            "before the last record had come, to stay within 64 MiB; shown as incomplete",
            to: &buffer)
        append(
            summary.cgroupsDropped, "dropped: ", "path of a cgroup", "paths of cgroups",
            "to stay within 4 MiB", to: &buffer)
    }

    /// Appends what could not be read. An exec may have faults by nature, so these are shown only if one is
    /// incomplete.
    private static func appendFaults(of kernel: KernelCounters, to buffer: inout OutputBuffer) {
        append(
            lost: kernel.pointerFaults, "pointer", "pointers",
            "in argv or envp not readable (pointer_fault); use --capture block", to: &buffer)
        append(
            lost: kernel.stringFaults, "string", "strings",
            "not readable at the system call (string_fault); use --capture block", to: &buffer)
        append(
            lost: kernel.streamLimit, "stream", "streams",
            "ended at the limit of that path (stream_limit); use --capture block", to: &buffer)
        append(
            lost: kernel.blockFaults, "read", "reads",
            "of a new program's strings failed (block_fault)", to: &buffer)
    }

    /// Appends counts that should always be 0.
    private static func appendDefects(of summary: CaptureSummary, to buffer: inout OutputBuffer) {
        append(
            // Lost records leave gaps too, and are reported already.
            lost: summary.sequenceGaps > summary.lost ? summary.sequenceGaps - summary.lost : 0,
            "record", "records",
            "missing from the sequences of their CPUs (sequence_gaps)", to: &buffer)
        append(
            lost: summary.malformed, "record", "records",
            "made no sense (malformed): a fault in the tracer, please report it", to: &buffer)
        if !summary.isBalanced {
            buffer.append("the figures disagree: sent ")
            buffer.append(decimal: summary.sent)
            buffer.append(", received ")
            buffer.append(decimal: summary.received)
            buffer.append(", lost ")
            buffer.append(decimal: summary.lost)
            buffer.append("; a fault in the tracer, please report it\n")
        }
    }

    /// Appends a line unless the count is 0.
    private static func append(
        lost count: UInt64, _ one: StaticString, _ many: StaticString, _ what: StaticString,
        to buffer: inout OutputBuffer
    ) {
        append(count, "lost: ", one, many, what, to: &buffer)
    }

    private static func append(
        _ count: UInt64, _ verdict: StaticString, _ one: StaticString, _ many: StaticString,
        _ what: StaticString, to buffer: inout OutputBuffer
    ) {
        guard count > 0 else { return }
        buffer.append(verdict)
        append(count, one, many, to: &buffer)
        buffer.append(0x20)
        buffer.append(what)
        buffer.append(0x0a)
    }

    private static func append(
        _ count: UInt64, _ one: StaticString, _ many: StaticString, to buffer: inout OutputBuffer
    ) {
        buffer.append(decimal: count)
        buffer.append(0x20)
        buffer.append(count == 1 ? one : many)
    }
}

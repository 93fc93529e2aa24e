public import TracerCapture

/// Writes what was captured and what was not, at the end of a trace.
public enum SummaryFormatter {
    /// Appends one line of JSON. Every cause of loss is there, also if its figure is 0.
    public static func append(json summary: CaptureSummary, to buffer: inout OutputBuffer) {
        buffer.append(jsonEvent: "summary")
        append(summary.execs, as: "execs", to: &buffer)
        append(summary.complete, as: "complete_execs", to: &buffer)
        append(summary.incomplete, as: "incomplete", to: &buffer)
        append(summary.healed, as: "healed", to: &buffer)
        append(summary.execsLost, as: "execs_lost", to: &buffer)
        append(summary.failed, as: "failed", to: &buffer)
        if let ignored = summary.ignored { append(ignored, as: "ignored", to: &buffer) }
        append(summary.kernel.leftOut, as: "left_out", to: &buffer)
        append(summary.filtered, as: "filtered", to: &buffer)
        buffer.append(#","lost":{"ring_full":"#)
        buffer.append(decimal: summary.kernel.ringFull)
        append(summary.kernel.cutShort, as: "cut_short", to: &buffer)
        append(summary.kernel.stateMapFull, as: "state_map_full", to: &buffer)
        append(summary.kernel.tracedMapFull, as: "traced_map_full", to: &buffer)
        append(summary.kernel.pointerFaults, as: "pointer_fault", to: &buffer)
        append(summary.kernel.stringFaults, as: "string_fault", to: &buffer)
        append(summary.kernel.connectionsFull, as: "connections_full", to: &buffer)
        append(summary.kernel.tailCallsFailed, as: "tail_call_failed", to: &buffer)
        append(summary.kernel.streamLimit, as: "stream_limit", to: &buffer)
        append(summary.kernel.blockFaults, as: "block_fault", to: &buffer)
        append(summary.kernel.recursionMisses, as: "recursion_misses", to: &buffer)
        append(summary.sequenceGaps, as: "sequence_gaps", to: &buffer)
        append(summary.malformed, as: "malformed", to: &buffer)
        append(summary.outputFull, as: "output_full", to: &buffer)
        buffer.append(#"},"dropped":{"environments":"#)
        buffer.append(decimal: summary.environmentsDropped)
        append(summary.unfinishedDropped, as: "unfinished", to: &buffer)
        append(summary.cgroupsDropped, as: "cgroups", to: &buffer)
        buffer.append("}")
        append(summary.received, as: "received", to: &buffer)
        append(summary.sent, as: "sent", to: &buffer)
        if let export = summary.export {
            buffer.append(#","otlp":{"sent":"#)
            buffer.append(decimal: export.sent)
            append(export.dropped, as: "dropped", to: &buffer)
            buffer.append("}")
        }
        buffer.append("}\n")
    }

    private static func append(
        _ value: UInt64, as key: StaticString, to buffer: inout OutputBuffer
    ) {
        buffer.append(#",""#)
        buffer.append(key)
        buffer.append(#"":"#)
        buffer.append(decimal: value)
    }
}

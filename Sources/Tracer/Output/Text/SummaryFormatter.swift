public import TracerCapture

/// Writes at the end of a trace what was captured and what was not.
public enum SummaryFormatter {
    /// Appends one line of JSON. It contains every cause of loss, even if its count is 0.
    public static func append(json summary: CaptureSummary, to buffer: inout OutputBuffer) {
        buffer.beginEvent("summary")
        buffer.member("execs", summary.execs)
        buffer.member("complete_execs", summary.complete)
        buffer.member("incomplete", summary.incomplete)
        buffer.member("healed", summary.healed)
        buffer.member("execs_lost", summary.execsLost)
        buffer.member("failed", summary.failed)
        if let ignored = summary.ignored { buffer.member("ignored", ignored) }
        buffer.member("left_out", summary.kernel.leftOut)
        buffer.member("filtered", summary.filtered)
        buffer.key("lost")
        buffer.beginObject()
        buffer.member("ring_full", summary.kernel.ringFull)
        buffer.member("cut_short", summary.kernel.cutShort)
        buffer.member("state_map_full", summary.kernel.stateMapFull)
        buffer.member("traced_map_full", summary.kernel.tracedMapFull)
        buffer.member("pointer_fault", summary.kernel.pointerFaults)
        buffer.member("string_fault", summary.kernel.stringFaults)
        buffer.member("connections_full", summary.kernel.connectionsFull)
        buffer.member("tail_call_failed", summary.kernel.tailCallsFailed)
        buffer.member("stream_limit", summary.kernel.streamLimit)
        buffer.member("block_fault", summary.kernel.blockFaults)
        buffer.member("recursion_misses", summary.kernel.recursionMisses)
        buffer.member("sequence_gaps", summary.sequenceGaps)
        buffer.member("malformed", summary.malformed)
        buffer.member("output_full", summary.outputFull)
        buffer.member("unread", summary.unread)
        buffer.endObject()
        buffer.key("dropped")
        buffer.beginObject()
        buffer.member("environments", summary.environmentsDropped)
        buffer.member("unfinished", summary.unfinishedDropped)
        buffer.member("cgroups", summary.cgroupsDropped)
        buffer.endObject()
        buffer.member("received", summary.received)
        buffer.member("sent", summary.sent)
        if let export = summary.export {
            buffer.key("otlp")
            buffer.beginObject()
            buffer.member("sent", export.sent)
            buffer.member("dropped", export.dropped)
            buffer.endObject()
        }
        buffer.endLine()
    }
}

internal import TracerWire

/// Assembles the strings of one exec from the stream path, which sends them one by one, by index.
///
/// They may arrive in any order and more than once; those that never arrive are reported as missing. Indices
/// count from 0 through argv and then envp.
struct EnvVarCollector {
    private struct Entry {
        let index: UInt32
        /// An offset into `bytes`; negative if the kernel could not read the string.
        let start: Int32
        let length: Int32
        let isArgument: Bool
        let isTruncated: Bool
        let cause: UInt8
    }

    /// The contents of the record that ends the stream.
    private struct End {
        /// The number of strings the stream visited.
        let total: Int
        /// Why the stream ended early; nil if it reached the end of envp.
        let cause: MissingCause?
        let sawAllArguments: Bool
    }

    private var entries: [Entry] = []
    /// The strings in order of arrival, each followed by a NUL.
    private var bytes: [UInt8] = []
    private var isInOrder = true
    private var end: End?

    /// Memory used, in bytes.
    var memory: Int { bytes.count + entries.count * MemoryLayout<Entry>.stride }

    /// More strings than any stream has (`ENV_VARS_MAX`, after one run of arguments).
    static var limit: Int { 1 << 16 }

    /// - Throws: `WireError.badIndex`, `.badLength`.
    mutating func add(_ variable: event_env_var, _ data: RawSpan) throws(WireError) {
        guard variable.is_final == 0 else {
            end = End(
                total: Int(variable.total_vars),
                cause: MissingCause(wire: UInt32(variable.cause)),
                sawAllArguments: variable.is_argv != 0)
            return
        }
        guard variable.var_index < Self.limit, entries.count < 2 * Self.limit else {
            throw .badIndex(
                type: variable.header.type, index: Int(variable.var_index), limit: Self.limit)
        }
        guard data.byteCount <= ENV_VAR_DATA_MAX else {
            throw .badLength(
                type: variable.header.type, length: data.byteCount, available: ENV_VAR_DATA_MAX)
        }
        if Int(variable.var_index) != entries.count { isInOrder = false }
        let isThere = variable.cause == 0
        entries.append(
            Entry(
                index: variable.var_index,
                start: isThere ? Int32(truncatingIfNeeded: bytes.count) : -1,
                length: Int32(truncatingIfNeeded: data.byteCount),
                isArgument: variable.is_argv != 0, isTruncated: variable.truncated != 0,
                cause: variable.cause))
        if isThere {
            bytes.append(copying: data)
            bytes.append(0)
        }
    }

    /// Moves the received strings into the event and records what is missing.
    ///
    /// - Parameters:
    ///   - argumentsElsewhere: The kernel rewrote argv and the block path sent it. Streamed arguments are
    ///     only counted.
    ///   - isCounted: The event has the kernel's own counts of strings and bytes. It does not if the exec
    ///     failed or its EXEC record was lost.
    mutating func finish(into event: inout ExecEvent, argumentsElsewhere: Bool, isCounted: Bool) {
        if !isInOrder { sort() }
        let streamed = argumentCount(
            event, argumentsElsewhere: argumentsElsewhere, isCounted: isCounted)
        let total = isCounted ? streamed + event.environmentCount : end?.total ?? 0
        var missing = MissingStrings(arguments: streamed)
        var arguments = StringList()
        var environment = StringList()
        var next = 0
        for entry in entries {
            let index = Int(entry.index)
            missing.add(next..<index, .ringFull)
            next = index + 1
            if let cause = MissingCause(wire: UInt32(entry.cause)) {
                missing.add(index..<index + 1, cause)
            } else if entry.isTruncated {
                missing.add(index..<index + 1, .truncated)
            }
            if index < streamed {
                Self.put(string(entry), at: index, of: &arguments)
            } else {
                Self.put(string(entry), at: index - streamed, of: &environment)
            }
        }
        while arguments.count < min(streamed, Self.limit) { arguments.append(nil) }
        if isCounted {
            nameRest(next, of: total, &missing)
        } else {
            nameOpenEnd(max(next, total), from: next, &missing)
        }

        event.environment = Environment(environment)
        event.environmentBytesReceived = UInt64(environment.bytes.count)
        if !isCounted { event.environmentCount = max(0, max(next, total) - streamed) }
        if !argumentsElsewhere {
            event.arguments = arguments
            event.argumentBytesReceived = UInt64(arguments.bytes.count)
            if !isCounted { event.argumentCount = streamed }
        }
        event.missing += missing.parts.filter { !argumentsElsewhere || $0.part != .arguments }
        if isCounted { checkAgainstKernel(&event, argumentsElsewhere: argumentsElsewhere) }
    }

    private func string(_ entry: Entry) -> ArraySlice<UInt8>? {
        let start = Int(entry.start)
        return start < 0 ? nil : bytes[start..<start + Int(entry.length)]
    }

    /// Missing strings become nil, so that the others keep their index.
    private static func put(
        _ string: ArraySlice<UInt8>?, at index: Int, of list: inout StringList
    ) {
        while list.count < index { list.append(nil) }
        list.append(string)
    }

    /// Sorts by index and keeps the first arrival of each.
    private mutating func sort() {
        entries.sort { $0.index < $1.index }
        var kept: [Entry] = []
        for entry in entries where kept.last?.index != entry.index { kept.append(entry) }
        entries = kept
    }
}

// MARK: - What should have arrived

extension EnvVarCollector {
    /// How many of the indices belong to argv: the kernel's count, or else what the records show.
    private func argumentCount(
        _ event: ExecEvent, argumentsElsewhere: Bool, isCounted: Bool
    ) -> Int {
        if !argumentsElsewhere, isCounted || event.argumentCount > 0 { return event.argumentCount }
        // Entries are in order: the boundary is after the last argument that arrived, and not after the first
        // variable.
        let lowest = entries.last { $0.isArgument }.map { Int($0.index) + 1 } ?? 0
        let firstVariable = entries.first { !$0.isArgument }.map { Int($0.index) }
        if isCounted, let end, end.cause == nil {
            // The stream reached the end of the environment, whose size is known.
            let border = end.total - event.environmentCount
            if border >= lowest, border <= firstVariable ?? end.total { return border }
        }
        // Records lost between the two may be of either kind: attribute the gap to argv.
        if let firstVariable { return firstVariable }
        if let end, end.sawAllArguments { return max(lowest, end.total) }
        return lowest
    }

    /// Marks the strings after the last one that arrived as missing, up to `total`.
    private func nameRest(_ next: Int, of total: Int, _ missing: inout MissingStrings) {
        guard next < total else { return }
        // Within the streamed range records were lost; beyond it the stream had ended.
        let sent = max(next, min(end?.total ?? total, total))
        missing.add(next..<sent, .ringFull)
        missing.add(sent..<total, end?.cause ?? .changed)
    }

    /// Marks the strings after the last one that arrived as missing, if only the end of the stream knows
    /// their number.
    ///
    /// - Parameter total: The number of strings the stream visited, as far as it is known.
    private func nameOpenEnd(_ total: Int, from next: Int, _ missing: inout MissingStrings) {
        missing.add(next..<total, .ringFull)
        guard end?.cause != nil || end == nil else { return }
        let sawAllArguments = end?.sawAllArguments ?? entries.contains { !$0.isArgument }
        missing.addOpenEnd(
            at: total, end?.cause ?? .ringFull, inArguments: !sawAllArguments)
    }

    /// The stream reads the caller's memory, but the kernel's copy is what counts. If everything arrived and
    /// the two differ, another thread wrote in between.
    private func checkAgainstKernel(_ event: inout ExecEvent, argumentsElsewhere: Bool) {
        func check(_ part: MissingPart.Part, _ expected: UInt64, _ received: UInt64) {
            guard expected != received, !event.missing.contains(where: { $0.part == part })
            else { return }
            event.missing.append(
                MissingPart(
                    part: part, unit: .bytes, offset: 0, count: Int(clamping: expected),
                    cause: .changed))
        }
        if !argumentsElsewhere {
            check(.arguments, event.argumentBytes, event.argumentBytesReceived)
        }
        check(.environment, event.environmentBytes, event.environmentBytesReceived)
    }
}

/// Collects ranges of missing strings. It joins adjacent ranges with the same cause and splits at the end of
/// argv.
private struct MissingStrings {
    /// How many of the indices belong to argv.
    let arguments: Int
    private(set) var parts: [MissingPart] = []

    init(arguments: Int) { self.arguments = arguments }

    mutating func add(_ range: Range<Int>, _ cause: MissingCause) {
        let split = min(max(arguments, range.lowerBound), range.upperBound)
        append(.arguments, range.lowerBound..<split, cause)
        append(.environment, split - arguments..<range.upperBound - arguments, cause)
    }

    /// Adds everything from index `start` on; its length is unknown.
    ///
    /// - Parameter inArguments: argv continues; if false, its end was seen.
    mutating func addOpenEnd(at start: Int, _ cause: MissingCause, inArguments: Bool) {
        if inArguments { appendOpen(.arguments, at: min(start, arguments), cause) }
        appendOpen(.environment, at: max(0, start - arguments), cause)
    }

    private mutating func appendOpen(
        _ part: MissingPart.Part, at offset: Int, _ cause: MissingCause
    ) {
        parts.append(
            MissingPart(part: part, unit: .strings, offset: offset, count: nil, cause: cause))
    }

    private mutating func append(_ part: MissingPart.Part, _ range: Range<Int>, _ cause: MissingCause) {
        guard !range.isEmpty else { return }
        if let last = parts.last, last.part == part, last.cause == cause,
            let count = last.count, last.offset + count == range.lowerBound
        {
            parts[parts.count - 1].count = count + range.count
            return
        }
        parts.append(
            MissingPart(
                part: part, unit: .strings, offset: range.lowerBound, count: range.count,
                cause: cause))
    }
}

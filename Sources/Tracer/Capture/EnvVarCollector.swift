internal import TracerWire

/// Puts the variables of one exec together, as the stream path sends them: one by one, by index.
///
/// They may come in any order and more than once; what never comes is named. Indices count from 0
/// over argv and then envp.
struct EnvVarCollector {
    private struct Entry {
        let index: UInt32
        /// In `bytes`; negative if the kernel could not read the string.
        let start: Int32
        let length: Int32
        let isArgument: Bool
        let isTruncated: Bool
        let cause: UInt8
    }

    /// What the stream's end said.
    private struct End {
        /// Variables that were gone through.
        let total: Int
        /// Why the stream ended; nil if envp did.
        let cause: MissingCause?
        let sawAllArguments: Bool
    }

    private var entries: [Entry] = []
    /// The strings in the order in which they came, each with a NUL.
    private var bytes: [UInt8] = []
    private var isInOrder = true
    private var end: End?

    /// What it takes, in bytes.
    var memory: Int { bytes.count + entries.count * MemoryLayout<Entry>.stride }

    /// More variables than any stream has (`ENV_VARS_MAX`, and one run of arguments before them).
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

    /// Moves what has come into the event, and names what has not.
    ///
    /// - Parameters:
    ///   - argumentsElsewhere: The kernel rewrote argv, and sent it as a block: argv as it was
    ///     streamed is only counted.
    ///   - isCounted: The event has the kernel's own count of strings and bytes: not if the exec
    ///     failed, nor if its EXEC record was lost.
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

    /// A place is kept for each that did not come, so that the others keep theirs.
    private static func put(
        _ string: ArraySlice<UInt8>?, at index: Int, of list: inout StringList
    ) {
        while list.count < index { list.append(nil) }
        list.append(string)
    }

    /// By index, each once: the first that came.
    private mutating func sort() {
        entries.sort { $0.index < $1.index }
        var kept: [Entry] = []
        for entry in entries where kept.last?.index != entry.index { kept.append(entry) }
        entries = kept
    }
}

// MARK: - What should have come

extension EnvVarCollector {
    /// How many of the indices are argv's: as the kernel says, else as far as the records show.
    private func argumentCount(
        _ event: ExecEvent, argumentsElsewhere: Bool, isCounted: Bool
    ) -> Int {
        if !argumentsElsewhere, isCounted || event.argumentCount > 0 { return event.argumentCount }
        // Entries are in order: the border lies behind the last argument that came, and not behind
        // the first variable.
        let lowest = entries.last { $0.isArgument }.map { Int($0.index) + 1 } ?? 0
        let firstVariable = entries.first { !$0.isArgument }.map { Int($0.index) }
        if isCounted, let end, end.cause == nil {
            // The environment was gone through to its end, and its size is known.
            let border = end.total - event.environmentCount
            if border >= lowest, border <= firstVariable ?? end.total { return border }
        }
        // Records that were lost between the two may be of either kind: the gap is given to argv.
        if let firstVariable { return firstVariable }
        if let end, end.sawAllArguments { return max(lowest, end.total) }
        return lowest
    }

    /// The strings after the last one that came, if there are to be `total`.
    private func nameRest(_ next: Int, of total: Int, _ missing: inout MissingStrings) {
        guard next < total else { return }
        // Up to where the stream went records were lost; from there on it was the stream that ended.
        let sent = max(next, min(end?.total ?? total, total))
        missing.add(next..<sent, .ringFull)
        missing.add(sent..<total, end?.cause ?? .changed)
    }

    /// The strings after the last one that came, if only the stream's end can tell their number.
    ///
    /// - Parameter total: Variables that the stream went through, as far as that is known.
    private func nameOpenEnd(_ total: Int, from next: Int, _ missing: inout MissingStrings) {
        missing.add(next..<total, .ringFull)
        guard end?.cause != nil || end == nil else { return }
        let sawAllArguments = end?.sawAllArguments ?? entries.contains { !$0.isArgument }
        missing.addOpenEnd(
            at: total, end?.cause ?? .ringFull, inArguments: !sawAllArguments)
    }

    /// What was streamed was the caller's memory; what counts is what the kernel took. If everything
    /// came and the two differ, another thread wrote in between.
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

/// Collects ranges of missing strings, neighbours with one cause joined, split at argv's end.
private struct MissingStrings {
    /// How many of the indices are argv's.
    let arguments: Int
    private(set) var parts: [MissingPart] = []

    init(arguments: Int) { self.arguments = arguments }

    mutating func add(_ range: Range<Int>, _ cause: MissingCause) {
        let split = min(max(arguments, range.lowerBound), range.upperBound)
        append(.arguments, range.lowerBound..<split, cause)
        append(.environment, split - arguments..<range.upperBound - arguments, cause)
    }

    /// What comes from index `start` on, however much that is.
    ///
    /// - Parameter inArguments: argv goes on; else its end was seen.
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

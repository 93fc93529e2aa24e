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

    private var entries: [Entry] = []
    /// The strings in the order in which they came, each with a NUL.
    private var bytes: [UInt8] = []
    private var isInOrder = true
    /// What the end of the stream said; nil until it has come.
    private var end: (total: UInt32, cause: MissingCause?, sawAllArguments: Bool)?

    /// Whether every variable up to the stream's end has come.
    var isWhole: Bool {
        guard let end else { return false }
        return isInOrder ? entries.count == Int(end.total) : distinctCount() == Int(end.total)
    }

    mutating func add(_ variable: event_env_var, _ data: RawSpan) {
        guard variable.is_final == 0 else {
            end = (
                variable.total_vars, MissingCause(wire: UInt32(variable.cause)),
                variable.is_argv != 0
            )
            return
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
    /// - Parameter argumentsElsewhere: The kernel rewrote argv, and sent it as a block: argv as it
    ///   was streamed is only counted.
    mutating func finish(into event: inout ExecEvent, argumentsElsewhere: Bool) {
        if !isInOrder { sort() }
        let streamed = argumentCount(event, argumentsElsewhere: argumentsElsewhere)
        var arguments = StringList()
        var environment = StringList()
        var missing = MissingStrings()
        var next = 0
        let total = total(event, arguments: streamed, argumentsElsewhere: argumentsElsewhere)
        for entry in entries {
            let index = Int(entry.index)
            missing.add(next..<index, .ringFull, arguments: streamed)
            next = index + 1
            let string =
                entry.start < 0
                ? nil : bytes[Int(entry.start)..<Int(entry.start) + Int(entry.length)]
            if let cause = MissingCause(wire: UInt32(entry.cause)) {
                missing.add(index..<index + 1, cause, arguments: streamed)
            } else if entry.isTruncated {
                missing.add(index..<index + 1, .truncated, arguments: streamed)
            }
            // A place is kept for each that did not come, so that the others keep theirs.
            if index < streamed {
                while arguments.count < index { arguments.append(nil) }
                arguments.append(string)
            } else {
                while environment.count < index - streamed { environment.append(nil) }
                environment.append(string)
            }
        }
        while arguments.count < streamed { arguments.append(nil) }
        if next < total {
            // Up to where the stream went records were lost; from there on it was the stream that ended.
            let sent = Int(end?.total ?? UInt32(clamping: total))
            missing.add(next..<max(next, min(sent, total)), .ringFull, arguments: streamed)
            missing.add(
                max(next, sent)..<max(next, sent, total), end?.cause ?? .changed,
                arguments: streamed)
        } else if let cause = end?.cause {
            missing.openEnd(at: next, cause, arguments: streamed)
        } else if end == nil {
            missing.openEnd(at: next, .ringFull, arguments: streamed)
        }
        event.environment = environment
        event.environmentBytesReceived = UInt64(environment.bytes.count)
        if event.environmentCount == 0 { event.environmentCount = max(0, total - streamed) }
        if !argumentsElsewhere {
            event.arguments = arguments
            event.argumentBytesReceived = UInt64(arguments.bytes.count)
            if event.argumentCount == 0 { event.argumentCount = streamed }
        }
        event.missing += missing.parts.filter { !argumentsElsewhere || $0.part != .arguments }
        checkAgainstKernel(&event, argumentsElsewhere: argumentsElsewhere)
    }

    /// What was streamed was the caller's memory; what counts is what the kernel took. If everything
    /// came and the two differ, another thread wrote in between.
    private func checkAgainstKernel(_ event: inout ExecEvent, argumentsElsewhere: Bool) {
        guard event.isComplete, event.succeeded else { return }
        if !argumentsElsewhere, event.argumentBytes != event.argumentBytesReceived {
            event.missing.append(
                MissingPart(
                    part: .arguments, unit: .bytes, offset: 0, count: Int(event.argumentBytes),
                    cause: .changed))
        }
        if event.environmentBytes != event.environmentBytesReceived {
            event.missing.append(
                MissingPart(
                    part: .environment, unit: .bytes, offset: 0,
                    count: Int(event.environmentBytes), cause: .changed))
        }
    }

    /// How many of the indices are argv's: as the kernel says, else as far as the records show.
    private func argumentCount(_ event: ExecEvent, argumentsElsewhere: Bool) -> Int {
        if event.argumentCount > 0, !argumentsElsewhere { return event.argumentCount }
        if let first = entries.first(where: { !$0.isArgument }) {
            // Records that were lost just before the first variable may be of either kind; the last
            // argument that came is a lower bound, and the gap is given to argv.
            return Int(first.index)
        }
        let seen = entries.last.map { Int($0.index) + 1 } ?? 0
        if let end, end.sawAllArguments { return Int(end.total) }
        return seen
    }

    /// How many indices there should be.
    private func total(_ event: ExecEvent, arguments: Int, argumentsElsewhere: Bool) -> Int {
        if event.succeeded, event.environmentCount > 0 || event.argumentCount > 0 {
            return arguments + event.environmentCount
        }
        return Int(end?.total ?? 0)
    }

    /// By index, each once: the first that came.
    private mutating func sort() {
        entries.sort { $0.index < $1.index }
        var kept: [Entry] = []
        for entry in entries where kept.last?.index != entry.index { kept.append(entry) }
        entries = kept
    }

    private func distinctCount() -> Int {
        var copy = self
        copy.sort()
        return copy.entries.count
    }
}

/// Collects ranges of missing strings, neighbours with one cause joined, split at argv's end.
private struct MissingStrings {
    private(set) var parts: [MissingPart] = []

    mutating func add(_ range: Range<Int>, _ cause: MissingCause, arguments: Int) {
        let split = min(max(arguments, range.lowerBound), range.upperBound)
        append(.arguments, range.lowerBound..<split, cause)
        append(.environment, split - arguments..<range.upperBound - arguments, cause)
    }

    /// What comes after `start`, however much that is.
    mutating func openEnd(at start: Int, _ cause: MissingCause, arguments: Int) {
        let isEnvironment = start >= arguments
        parts.append(
            MissingPart(
                part: isEnvironment ? .environment : .arguments, unit: .strings,
                offset: isEnvironment ? start - arguments : start, count: nil, cause: cause))
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

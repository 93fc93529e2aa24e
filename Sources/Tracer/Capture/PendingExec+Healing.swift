extension PendingExec {
    /// Fills what was lost of an exec with what its process has now.
    ///
    /// The process may have written over its strings since. So whatever arrived stays as it arrived, and
    /// if the process has other bytes in one of these places, nothing that it has is taken: what was lost
    /// stays missing, with the cause `changed`. What it changed in the holes alone can't be told, so that the
    /// event names them (`filled`), and is not complete.
    func fill(_ event: inout ExecEvent, from strings: ProcessStrings) {
        guard agrees(event, with: strings) else {
            for index in event.missing.indices where event.missing[index].isLost {
                event.missing[index].cause = .changed
            }
            return
        }
        event.arguments = StringList(block: strings.arguments)
        event.environment = Environment(block: strings.environment)
        event.filled = event.missing.filter { $0.part != .filename }
        event.missing.removeAll { $0.part != .filename }
        event.source = .proc
    }

    /// Whether all that arrived is among the strings, each byte in its place.
    private func agrees(_ event: ExecEvent, with strings: ProcessStrings) -> Bool {
        guard UInt64(strings.arguments.count) == event.argumentBytes,
            UInt64(strings.environment.count) == event.environmentBytes
        else { return false }
        if let block {
            guard block.agreesInArguments(with: strings.arguments),
                block.agreesInEnvironment(with: strings.environment)
            else { return false }
        }
        guard isStreamed || block == nil else { return true }
        return
            (argumentsOnly
            || Self.agrees(
                event.arguments, .arguments, event, with: StringList(block: strings.arguments)))
            && Self.agrees(
                event.environment.list, .environment, event, with: StringList(block: strings.environment)
            )
    }

    /// The same for strings that came one by one: one that did not come is nil, or not in the list.
    private static func agrees(
        _ arrived: StringList, _ part: MissingPart.Part, _ event: ExecEvent, with list: StringList
    ) -> Bool {
        var truncated = event.missing.filter { $0.part == part && $0.cause == .truncated }[...]
        for index in 0..<arrived.count {
            guard let string = arrived[index] else { continue }
            guard index < list.count, let other = list[index] else { return false }
            while let range = truncated.first, range.offset + (range.count ?? 0) <= index {
                truncated.removeFirst()
            }
            let isTruncated = truncated.first.map { $0.offset <= index } ?? false
            guard isTruncated ? other.starts(with: string) : other == string else { return false }
        }
        return true
    }
}

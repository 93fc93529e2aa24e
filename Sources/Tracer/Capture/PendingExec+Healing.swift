extension PendingExec {
    /// Fills in lost strings of an exec from what its process has now.
    ///
    /// The process may have overwritten its strings since. Strings that arrived are therefore never replaced,
    /// and if the process now has other bytes in one of these places, nothing is taken from it: the lost
    /// parts stay missing, with the cause `changed`. Changes within the holes can't be detected, so the event
    /// lists the holes as `filled` and is not complete.
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

    /// Whether every byte that arrived is also in `strings`, at the same place.
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

    /// The same check for strings that arrived one by one: a missing string is nil or absent from the list.
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

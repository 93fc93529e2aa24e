internal import SwiftletJSON

/// Checks the trace of one command with many variables, for tools/test_env_streaming.sh.
struct EnvironmentComparison {
    /// How many variables the command has.
    let count: Int

    /// - Parameters:
    ///   - trace: NDJSON of the stream path.
    ///   - view: The environment that the command found, each string with its NUL.
    func compare(
        trace: String, view: String
    ) throws(CheckFailure) -> (isEqual: Bool, line: String) {
        let found = try Host.contents(view)
        var environment: [ArraySlice<UInt8>] = []
        var start = 0
        for index in found.indices where found[index] == 0 {
            environment.append(found[start..<index])
            start = index + 1
        }
        guard environment.count == count else {
            return (false, "\(count) variables: the command found \(environment.count)")
        }
        var execs: [JSONValue] = []
        var summary: JSONValue?
        var lines = try LineReader(trace)
        while let line = try lines.next() {
            var reader = JSONReader(line)
            do throws(JSONReader.Failure) {
                let event = try reader.value()
                if event["event"]?.text == "exec" { execs.append(event) }
                if event["event"]?.text == "summary" { summary = event }
            } catch {
                return (false, "\(count) variables: no JSON: \(error.what)")
            }
        }
        guard execs.count == 1, let exec = execs.first, let summary else {
            return (false, "\(count) variables: \(execs.count) execs, not 1, or no summary")
        }
        let differences =
            self.differences(exec, environment)
            + losses(summary, mayHitLimit: count > StreamBounds.variables)
        if let first = differences.first { return (false, "\(count) variables: \(first)") }
        let isComplete = exec["complete"]?.bool == true
        let received = isComplete ? count : StreamBounds.variables
        let source = exec["source"]?.text ?? "?"
        return (
            true,
            "\(count) variables: \(received) equal, \(isComplete ? "complete" : "incomplete: limit")"
                + ", source \(source), lost 0"
        )
    }

    private func differences(_ exec: JSONValue, _ environment: [ArraySlice<UInt8>]) -> [String] {
        let isComplete = exec["complete"]?.bool == true
        var received = environment
        if count > StreamBounds.variables, !isComplete {
            received = Array(environment.prefix(StreamBounds.variables))
            let missing = exec["missing"]?.array ?? []
            guard missing.count == 1, missing[0]["cause"]?.text == "limit",
                missing[0]["part"]?.text == "env", missing[0]["unit"]?.text == "strings",
                missing[0]["offset"]?.number == StreamBounds.variables,
                missing[0]["count"]?.number == count - StreamBounds.variables
            else { return ["what lies beyond the limit is not named as missing"] }
        } else if !isComplete {
            return ["not complete"]
        }
        guard exec["envc"]?.number == count else { return ["envc is not \(count)"] }
        guard let members = exec["env"]?.members, let other = exec["env_other"]?.array else {
            return ["no env"]
        }
        let expected = SplitEnvironment(received)
        guard members.count == expected.variables.count, other.count == expected.other.count else {
            return ["\(members.count) + \(other.count) variables, not \(received.count)"]
        }
        for (member, variable) in zip(members, expected.variables)
        where !member.name.elementsEqual(variable.name)
            || !(member.value.string?.elementsEqual(variable.value) ?? false)
        {
            return ["\(String(decoding: member.name, as: UTF8.self)) differs"]
        }
        for (string, expected) in zip(other, expected.other)
        where !(string.string?.elementsEqual(expected) ?? false) {
            return ["a string of env_other differs"]
        }
        return []
    }

    /// - Parameter mayHitLimit: Whether the stream may end at its limit.
    private func losses(_ summary: JSONValue, mayHitLimit: Bool) -> [String] {
        guard let lost = summary["lost"]?.members, let sent = summary["sent"]?.number,
            summary["received"]?.number == sent
        else { return ["not as much was received as was sent"] }
        for member in lost where member.value.number != 0 {
            let name = String(decoding: member.name, as: UTF8.self)
            if mayHitLimit, name == "stream_limit" { continue }
            return ["lost: \(name) \(member.value.number ?? -1)"]
        }
        return []
    }
}

internal import SwiftletJSON

/// Compares one event with what is expected.
struct Comparison {
    private let exec: ExpectedExec
    private let event: JSONValue
    private let isStream: Bool
    /// The differences, each a sentence.
    private(set) var differences: [String] = []
    /// The event says that something is missing.
    private(set) var isIncomplete = false

    /// - Parameter isStream: Whether the limits of the stream path apply.
    init(_ exec: ExpectedExec, _ event: JSONValue, isStream: Bool) {
        self.exec = exec
        self.event = event
        self.isStream = isStream
        compareIdentity()
        let missing = event["missing"]?.array ?? []
        isIncomplete = event["complete"]?.bool != true
        if isIncomplete == missing.isEmpty {
            differences.append("complete is \(!isIncomplete) with \(missing.count) parts missing")
        }
        if isIncomplete {
            let bounds = StreamBounds(exec)
            let failed = exec.step.error != 0
            guard (isStream && bounds.areExceeded) || (failed && bounds.areExceeded) else {
                differences.append("incomplete: \(Self.text(of: missing))")
                return
            }
        } else if exec.step.hasBadArray || exec.step.hasBadString {
            differences.append("complete, though a pointer led nowhere")
        }
        if !exec.step.hasBadArray { compareCounts() }
        compareArguments(missing)
        compareEnvironment(missing)
    }

    // MARK: Everything but the strings

    private mutating func compareIdentity() {
        expect("tid", exec.pid)
        expect("ppid", exec.ppid)
        expect("uid", exec.uid)
        expect("result", Int(-exec.step.error))
        if exec.step.error != 0 {
            let names: [Int32: String] = [
                2: "ENOENT", 7: "E2BIG", 8: "ENOEXEC", 13: "EACCES", 14: "EFAULT",
            ]
            expect("error", names[exec.step.error] ?? "?")
        }
        if let caller = exec.caller { expect("old_tid", caller) }
        if let comm = exec.comm { expect("comm", String(decoding: comm, as: UTF8.self)) }
        let filename = String(decoding: exec.filename, as: UTF8.self)
        expect("filename", filename)
        if let interpreter = exec.step.interpreter {
            expect("interpreter", interpreter)
        } else if let interpreter = event["interpreter"]?.text, interpreter != filename {
            differences.append("an interpreter where there is none: \(interpreter)")
        }
        if let redacted = event["redacted"]?.array, !redacted.isEmpty {
            differences.append("values were redacted (--tracer-option)")
        }
    }

    /// The kernel has no counts for a failed exec.
    private mutating func compareCounts() {
        if exec.step.error == 0 || !isIncomplete {
            expect("argc", exec.args.count)
            expect("envc", exec.env.count)
        }
        guard exec.step.error == 0 else { return }
        expect("args_bytes", exec.args.reduce(0) { $0 + $1.count + 1 })
        expect("env_bytes", exec.env.reduce(0) { $0 + $1.count + 1 })
    }

    private mutating func expect(_ name: StaticString, _ expected: Int) {
        let found = event[name]?.number
        guard found != expected else { return }
        differences.append("\(name) is \(found.map(String.init) ?? "absent"), not \(expected)")
    }

    private mutating func expect(_ name: StaticString, _ expected: String) {
        let found = event[name]?.text
        guard found != expected else { return }
        differences.append("\(name) is \(found ?? "absent"), not \(expected)")
    }

    private static func text(of missing: [JSONValue]) -> String {
        missing.prefix(5).map { part in
            let count = part["count"]?.number.map(String.init) ?? "?"
            return "\(part["part"]?.text ?? "?") \(part["offset"]?.number ?? -1)+\(count) "
                + "\(part["unit"]?.text ?? "?") \(part["cause"]?.text ?? "?")"
        }.joined(separator: ", ")
    }

    // MARK: Strings

    /// The strings that the event should show; nil for one that it reports as missing. If it must
    /// not be missing, that is a difference.
    private mutating func shown(
        _ strings: [ArraySlice<UInt8>], _ part: StaticString, _ missing: [JSONValue]
    ) -> [ArraySlice<UInt8>?] {
        var shown = strings.map { Optional($0) }
        let bounds = StreamBounds(exec)
        let isArgument = part.description == "args"
        for entry in missing where entry["part"]?.text == part.description {
            let offset = entry["offset"]?.number ?? 0
            guard entry["unit"]?.text == "strings", offset >= 0 else {
                differences.append("\(part): a part is missing: \(Self.text(of: [entry]))")
                continue
            }
            let count = entry["count"]?.number ?? Int.max
            let end =
                count > strings.count - min(offset, strings.count) ? strings.count : offset + count
            for index in min(offset, end)..<end {
                if entry["cause"]?.text == "truncated" {
                    if !bounds.mayTruncate(strings[index]) {
                        differences.append("\(part)[\(index)] is said to be truncated")
                    }
                    shown[index] = strings[index].prefix(StreamBounds.longest)
                } else {
                    if !bounds.mayLack(index, isArgument: isArgument) {
                        differences.append(
                            "\(part)[\(index)] is said to be missing: \(Self.text(of: [entry]))")
                    }
                    shown[index] = nil
                }
            }
        }
        if isArgument, exec.step.hasBadString, !exec.step.hasBadArray,
            shown[exec.step.badIndex] != nil
        {
            differences.append("args[\(exec.step.badIndex)] is not said to be missing")
            shown[exec.step.badIndex] = nil
        }
        return shown
    }

    private mutating func compareArguments(_ missing: [JSONValue]) {
        var expected = shown(exec.args, "args", missing)
        guard var found = strings(base64: "args_base64", plain: "args") else {
            differences.append("no args")
            return
        }
        while case .some(.none) = expected.last { expected.removeLast() }
        while case .some(.none) = found.last { found.removeLast() }
        compare(found, expected, "args")
    }

    private mutating func compareEnvironment(_ missing: [JSONValue]) {
        // If the end of argv is unknown, so is everything after it.
        if exec.step.hasBadArray { return }
        let expected = shown(exec.env, "env", missing).compactMap { $0 }
        if event["env_base64"] != nil {
            guard let found = strings(base64: "env_base64", plain: "env_base64") else {
                differences.append("env_base64 is not base64")
                return
            }
            compare(found.compactMap { $0 }, expected, "env")
            return
        }
        let split = SplitEnvironment(expected)
        guard let members = event["env"]?.members, let other = event["env_other"]?.array else {
            differences.append("no env")
            return
        }
        compare(members.map { $0.name[...] }, split.variables.map { $0.name }, "names of env")
        compare(
            members.map { ($0.value.string ?? [])[...] }, split.variables.map { $0.value },
            "values of env")
        compare(other.map { ($0.string ?? [])[...] }, split.other, "env_other")
    }

    /// - Returns: nil if the event has neither, or no base64 in it.
    private func strings(base64: StaticString, plain: StaticString) -> [ArraySlice<UInt8>?]? {
        guard let encoded = event[base64]?.array else {
            return event[plain]?.array?.map { $0.string.map { $0[...] } }
        }
        var strings: [ArraySlice<UInt8>?] = []
        for element in encoded {
            guard let text = element.string else {
                strings.append(nil)
                continue
            }
            guard let bytes = Base64.decode(text) else { return nil }
            strings.append(bytes[...])
        }
        return strings
    }

    /// Strings that must all be there. (Embedded Swift doesn't make optionals of an array's elements by itself.)
    private mutating func compare(
        _ found: [ArraySlice<UInt8>], _ expected: [ArraySlice<UInt8>], _ what: String
    ) {
        compare(found.map { Optional($0) }, expected.map { Optional($0) }, what)
    }

    private mutating func compare(
        _ found: [ArraySlice<UInt8>?], _ expected: [ArraySlice<UInt8>?], _ what: String
    ) {
        for (index, (left, right)) in zip(found, expected).enumerated() where left != right {
            differences.append("\(what)[\(index)]: \(Self.difference(left, right))")
            return
        }
        if found.count != expected.count {
            differences.append("\(what): \(found.count) strings, not \(expected.count)")
        }
    }

    private static func difference(_ found: ArraySlice<UInt8>?, _ expected: ArraySlice<UInt8>?)
        -> String
    {
        guard let found, let expected else {
            return found == nil ? "missing, and not said so" : "there, though said to be missing"
        }
        let common = zip(found, expected).prefix { $0 == $1 }.count
        func excerpt(_ string: ArraySlice<UInt8>) -> String {
            let piece = string.dropFirst(max(0, common - 8)).prefix(24)
            return piece.map { byte in
                byte > 0x20 && byte < 0x7f
                    ? String(Character(Unicode.Scalar(byte))) : "\\x" + String(byte, radix: 16)
            }.joined()
        }
        return "from byte \(common) on: '\(excerpt(found))' (\(found.count) bytes), "
            + "not '\(excerpt(expected))' (\(expected.count) bytes)"
    }
}

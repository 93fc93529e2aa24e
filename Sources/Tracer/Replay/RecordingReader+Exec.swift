internal import SwiftletJSON
internal import TracerCapture
internal import TracerOutput

extension RecordingReader {
    mutating func exec(_ object: RecordedObject) throws(RecordingError) -> ExecEvent {
        var exec = ExecEvent(
            time: try object.required(object.time("time"), "time", expected: "the time"),
            execID: try object.hexadecimal("exec_id") ?? 0,
            pid: try object.required(object.number("pid"), "pid", expected: "the process's id"))
        exec.tid = try object.number("tid") ?? exec.pid
        exec.oldTID = try object.number("old_tid") ?? exec.tid
        exec.ppid = try object.count("ppid")
        exec.parentExecID = try object.hexadecimal("parent_exec_id") ?? 0
        exec.startTime = try object.time("start_time") ?? 0
        exec.uid = try object.count("uid")
        exec.gid = try object.count("gid")
        exec.comm = try object.comm()
        exec.filename = try object.bytes("filename", base64: "filename_base64") ?? []
        exec.interpreter = try object.bytes("interpreter", base64: "interpreter_base64")
        if let exact = try object.strings(base64: "args_base64") {
            exec.arguments = StringList(exact)
        } else if let shown = try object.strings("args") {
            exec.arguments = StringList(shown)
        }
        exec.source = try source(object)
        exec.cgroupID = try object.count("cgroup_id")
        exec.pidNamespace = try object.count("pid_ns")
        exec.result = try object.count("result")
        exec.context = try ProcessContext(object)
        exec.descriptors = try descriptors(object)
        exec.redactions = try redactions(object)
        exec.hiddenValues = try hiddenValues(object)
        exec.isRedactionLimited = try object.bool("redaction_limit") ?? false
        exec.attributes = try attributes(object)
        exec.missing = try missing(object)
        exec.filled = try parts("filled", object)
        try readEnvironment(of: &exec, object)
        try readExtent(of: &exec, object)
        return exec
    }

    /// Reads how much there was and how much of it arrived.
    private func readExtent(
        of exec: inout ExecEvent, _ object: RecordedObject
    ) throws(RecordingError) {
        exec.argumentCount = try object.number("argc") ?? exec.arguments.count
        exec.environmentCount = try object.number("envc") ?? exec.environment.count
        exec.argumentBytes = try object.number("args_bytes") ?? UInt64(exec.arguments.bytes.count)
        exec.environmentBytes =
            try object.number("env_bytes") ?? UInt64(exec.environment.bytes.count)
        exec.argumentBytesReceived = try object.number("args_received") ?? exec.argumentBytes
        exec.environmentBytesReceived = try object.number("env_received") ?? exec.environmentBytes
    }

    private func source(_ object: RecordedObject) throws(RecordingError) -> ExecSource {
        guard let name = try object.string("source") else { return .block }
        for source in [ExecSource.block, .stream, .proc] where name.isText(source.name) {
            return source
        }
        throw object.error("source", expected: "block, stream or proc")
    }

    private func redactions(_ object: RecordedObject) throws(RecordingError) -> [Redaction] {
        var redactions: [Redaction] = []
        for case let name? in try object.strings("redacted") ?? [] {
            redactions.append(redaction(name))
        }
        return redactions
    }

    private func redaction(_ name: [UInt8]) -> Redaction {
        if name.starts(with: "args[".utf8), name.last == UInt8(ascii: "]"),
            let position = Int(String(decoding: name[5..<name.count - 1], as: UTF8.self)),
            position >= 0
        {
            return .argument(position)
        }
        return .variable(name)
    }

    private func hiddenValues(_ object: RecordedObject) throws(RecordingError) -> [HiddenValue] {
        var values: [HiddenValue] = []
        for element in try object.array("redacted_values") ?? [] {
            guard let what = element["what"]?.string, let bytes = element["bytes"]?.number,
                bytes >= 0,
                let digits = element["digest"]?.string, digits.count == 16,
                let digest = UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
            else {
                throw object.error(
                    "redacted_values",
                    expected: "objects with what, bytes and a digest of 16 hexadecimal digits")
            }
            values.append(HiddenValue(what: redaction(what), bytes: bytes, digest: digest))
        }
        return values
    }

    private func attributes(_ object: RecordedObject) throws(RecordingError) -> [Attribute] {
        var attributes: [Attribute] = []
        for member in try object.object("attributes")?.members ?? [] {
            guard let value = member.value.text else {
                throw .field(
                    line: object.line, column: member.offset + 1, key: "attributes",
                    expected: "a string for each name")
            }
            attributes.append(
                Attribute(name: String(decoding: member.name, as: UTF8.self), value: value))
        }
        return attributes
    }

    private func parts(
        _ key: StaticString, _ object: RecordedObject
    ) throws(RecordingError) -> [MissingPart] {
        var parts: [MissingPart] = []
        for element in try object.array(key) ?? [] {
            guard let part = MissingPart(element) else {
                throw object.error(
                    key, expected: "objects with part, unit, offset, count and cause")
            }
            parts.append(part)
        }
        return parts
    }

    private func missing(_ object: RecordedObject) throws(RecordingError) -> [MissingPart] {
        var missing = try parts("missing", object)
        // The missing parts were not recorded, but the exec is still incomplete.
        if missing.isEmpty, try object.bool("complete") == false, try object.array("filled") == nil
        {
            missing.append(
                MissingPart(part: .environment, unit: .bytes, offset: 0, count: nil, cause: .record)
            )
        }
        return missing
    }
}

extension StringList {
    init(_ strings: [[UInt8]?]) {
        self.init()
        for string in strings { append(string.map { $0[...] }) }
    }
}

extension [UInt8] {
    func isText(_ text: StaticString) -> Bool {
        elementsEqual(text.description.utf8)
    }
}

extension MissingPart {
    fileprivate init?(_ value: JSONValue) {
        let parts: [(StaticString, Part)] = [
            ("args", .arguments), ("env", .environment), ("filename", .filename),
        ]
        let units: [(StaticString, Unit)] = [("bytes", .bytes), ("strings", .strings)]
        let causes: [MissingCause] = [
            .ringFull, .stateMapFull, .pointerFault, .stringFault, .tailCall, .limit, .truncated,
            .notStreamed, .changed, .record,
        ]
        guard let partName = value["part"]?.string, let unitName = value["unit"]?.string,
            let causeName = value["cause"]?.string,
            let part = parts.first(where: { partName.isText($0.0) })?.1,
            let unit = units.first(where: { unitName.isText($0.0) })?.1,
            let offset = value["offset"]?.number, offset >= 0
        else { return nil }
        // A cause added by a later version: the part is missing in any case.
        let cause = causes.first { causeName.isText($0.name) } ?? .record
        self.init(
            part: part, unit: unit, offset: offset, count: value["count"]?.number, cause: cause)
    }
}

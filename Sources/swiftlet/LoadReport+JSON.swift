internal import Tracer

extension LoadReport {
    /// One JSON object on one line.
    var json: String {
        var parts: [String] = []
        for map in maps {
            parts.append(
                Self.object([
                    ("name", Self.quoted(map.name)), ("type", Self.quoted(map.type)),
                    ("key_size", "\(map.keySize)"), ("value_size", "\(map.valueSize)"),
                    ("max_entries", "\(map.maxEntries)"), ("flags", "\(map.flags)"), ("id", "\(map.id)"),
                    ("reused", map.isReused ? "true" : "false"),
                ]))
        }
        let maps = "[" + parts.joined(separator: ",") + "]"
        parts = []
        for program in programs {
            parts.append(
                Self.object([
                    ("name", Self.quoted(program.name)), ("section", Self.quoted(program.section)),
                    ("type", Self.quoted(program.type)), ("id", Self.number(program.id)),
                    ("tag", program.tag.map(Self.quoted) ?? "null"),
                    ("instructions", Self.number(program.instructions)),
                    ("verified_instructions", Self.number(program.verifiedInstructions)),
                    ("load_ns", Self.number(program.nanoseconds)),
                    ("loaded", program.isLoaded ? "true" : "false"),
                    ("error", program.error.map(Self.quoted) ?? "null"),
                    ("attached", program.attached.map(Self.quoted) ?? "null"),
                    ("verifier_log", program.verifierLog.map(Self.quoted) ?? "null"),
                ]))
        }
        return Self.object([
            ("object", Self.quoted(object)), ("loaded", isLoaded ? "true" : "false"), ("maps", maps),
            ("programs", "[" + parts.joined(separator: ",") + "]"),
            ("pinned", "[" + pinned.map(Self.quoted).joined(separator: ",") + "]"),
            ("types_error", typesError.map(Self.quoted) ?? "null"),
            ("error", error.map(Self.quoted) ?? "null"),
        ]) + "\n"
    }

    private static func object(_ fields: [(name: String, value: String)]) -> String {
        "{" + fields.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    private static func number<Number: BinaryInteger>(_ number: Number?) -> String {
        number.map { "\($0)" } ?? "null"
    }

    private static func quoted(_ text: String) -> String {
        var buffer = OutputBuffer()
        buffer.append(jsonString: Array(text.utf8).span)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}

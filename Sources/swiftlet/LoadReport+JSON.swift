internal import Tracer

extension LoadReport {
    /// One JSON object on one line.
    var json: String {
        var buffer = OutputBuffer()
        buffer.beginObject()
        buffer.member("object", text: object)
        buffer.member("loaded", isLoaded)
        buffer.key("maps")
        buffer.beginArray()
        for map in maps { buffer.append(map) }
        buffer.endArray()
        buffer.key("programs")
        buffer.beginArray()
        for program in programs { buffer.append(program) }
        buffer.endArray()
        buffer.key("pinned")
        buffer.beginArray()
        for path in pinned { buffer.value(Array(path.utf8).span) }
        buffer.endArray()
        buffer.member("types_error", text: typesError)
        buffer.member("error", text: error)
        buffer.endLine()
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}

extension OutputBuffer {
    fileprivate mutating func append(_ map: LoadReport.Map) {
        beginObject()
        member("name", text: map.name)
        member("type", text: map.type)
        member("key_size", map.keySize)
        member("value_size", map.valueSize)
        member("max_entries", map.maxEntries)
        member("flags", map.flags)
        member("id", map.id)
        member("reused", map.isReused)
        endObject()
    }

    fileprivate mutating func append(_ program: LoadReport.Program) {
        beginObject()
        member("name", text: program.name)
        member("section", text: program.section)
        member("type", text: program.type)
        member("id", number: program.id)
        member("tag", text: program.tag)
        member("instructions", number: program.instructions)
        member("verified_instructions", number: program.verifiedInstructions)
        member("load_ns", number: program.nanoseconds)
        member("loaded", program.isLoaded)
        member("error", text: program.error)
        member("attached", text: program.attached)
        member("verifier_log", text: program.verifierLog)
        endObject()
    }

    fileprivate mutating func member(_ name: StaticString, number: (some FixedWidthInteger)?) {
        key(name)
        if let number { value(number) } else { nullValue() }
    }
}

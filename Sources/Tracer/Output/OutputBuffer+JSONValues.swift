internal import TracerCapture

extension OutputBuffer {
    package mutating func append(_ value: Bool) {
        append(value ? "true" : "false")
    }

    /// Appends the beginning of an event: the version of the format, and the kind.
    mutating func append(jsonEvent kind: StaticString) {
        append(#"{"v":1,"event":""#)
        append(kind)
        append(UInt8(ascii: "\""))
    }

    /// Appends an array of all strings, each in base64; null for one that is absent.
    mutating func append(jsonBase64 strings: StringList) {
        append(0x5b)
        for position in 0..<strings.count {
            if position > 0 { append(0x2c) }
            if let string = strings[position] {
                append(0x22)
                append(base64: string.span)
                append(0x22)
            } else {
                append("null")
            }
        }
        append(0x5d)
    }
}

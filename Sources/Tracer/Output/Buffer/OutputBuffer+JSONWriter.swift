package import TracerCapture

/// A JSON writer: the only code that writes commas, quotes and escapes.
///
///     buffer.beginObject()             {
///     buffer.member("pid", 7)          "pid":7
///     buffer.key("args")               ,"args":
///     buffer.beginArray()              [
///     buffer.value(word)               "ls"
///     buffer.endArray()                ]
///     buffer.endLine()                 }⏎
///
/// A comma precedes whatever follows a value (`needsComma`), so one bit of state suffices. Keys and literal
/// words are `StaticString`s that need no escapes.
extension OutputBuffer {
    package mutating func beginObject() {
        beginValue()
        append(UInt8(ascii: "{"))
    }

    package mutating func endObject() {
        append(UInt8(ascii: "}"))
        needsComma = true
    }

    package mutating func beginArray() {
        beginValue()
        append(UInt8(ascii: "["))
    }

    package mutating func endArray() {
        append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Ends the outermost object and its line.
    package mutating func endLine() {
        append("}\n")
        needsComma = false
    }

    /// Starts the next array element on a new line. The buffer may have been emptied since the last one.
    package mutating func beginLine(isFirst: Bool) {
        append(isFirst ? "\n" : ",\n")
        needsComma = false
    }

    package mutating func key(_ name: StaticString) {
        // SAFETY: a StaticString's code units are there for ever.
        let count = name.utf8CodeUnitCount
        let start = unsafe UnsafeRawPointer(name.utf8Start)
        let comma = needsComma ? 1 : 0
        // SAFETY: the name and at most four more bytes are written.
        unsafe write(atMost: count + 4) { place in
            unsafe place.storeBytes(of: UInt8(ascii: ","), as: UInt8.self)
            unsafe place.storeBytes(of: UInt8(ascii: "\""), toByteOffset: comma, as: UInt8.self)
            unsafe (place + comma + 1).copyMemory(from: start, byteCount: count)
            let end = unsafe place + comma + 1 + count
            unsafe end.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
            unsafe end.storeBytes(of: UInt8(ascii: ":"), toByteOffset: 1, as: UInt8.self)
            return comma + count + 3
        }
        needsComma = false
    }

    private mutating func beginValue() {
        if needsComma { append(UInt8(ascii: ",")) }
        needsComma = false
    }

    package mutating func value(_ number: some FixedWidthInteger) {
        beginValue()
        append(decimal: number)
        needsComma = true
    }

    package mutating func value(_ truth: Bool) {
        beginValue()
        append(truth)
        needsComma = true
    }

    package mutating func nullValue() {
        beginValue()
        append("null")
        needsComma = true
    }

    /// Appends a literal word as a string.
    package mutating func value(_ word: StaticString) {
        quoted { $0.append(word) }
    }

    /// Appends bytes as a string.
    ///
    /// - Returns: Whether they were valid UTF-8.
    @discardableResult
    package mutating func value(_ string: Span<UInt8>) -> Bool {
        beginValue()
        let isUTF8 = append(jsonString: string)
        needsComma = true
        return isUTF8
    }

    /// Appends a value that a closure writes, such as a number in another format.
    package mutating func value(_ write: (inout OutputBuffer) -> Void) {
        beginValue()
        write(&self)
        needsComma = true
    }

    /// Appends a string that a closure writes; it must need no escapes.
    package mutating func quoted(_ write: (inout OutputBuffer) -> Void) {
        beginValue()
        append(UInt8(ascii: "\""))
        write(&self)
        append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Appends existing JSON without its final line feed.
    package mutating func value(json: Span<UInt8>) {
        guard !json.isEmpty else { return }
        beginValue()
        let isLine = json[json.count - 1] == UInt8(ascii: "\n")
        append(json.extracting(0..<json.count - (isLine ? 1 : 0)))
        needsComma = true
    }

    /// Appends an array of all strings in base64; null for an absent string.
    package mutating func value(base64 strings: StringList) {
        beginArray()
        for position in 0..<strings.count {
            if let string = strings[position] {
                quoted { $0.append(base64: string.span) }
            } else {
                nullValue()
            }
        }
        endArray()
    }
}

// Members of an object: a key and a value.
extension OutputBuffer {
    package mutating func member(_ name: StaticString, _ number: some FixedWidthInteger) {
        key(name)
        value(number)
    }

    package mutating func member(_ name: StaticString, _ truth: Bool) {
        key(name)
        value(truth)
    }

    package mutating func member(_ name: StaticString, _ word: StaticString) {
        key(name)
        value(word)
    }

    @discardableResult
    package mutating func member(_ name: StaticString, _ string: Span<UInt8>) -> Bool {
        key(name)
        return value(string)
    }

    package mutating func member(_ name: StaticString, hexadecimal number: UInt64) {
        key(name)
        quoted { $0.append(hexadecimal: number) }
    }

    /// Appends bytes as a string; if they are not UTF-8, also in base64 as `NAME_base64`.
    package mutating func member(_ name: StaticString, exact string: Span<UInt8>) {
        guard !member(name, string) else { return }
        append(",\"")
        append(name)
        append("_base64\":\"")
        append(base64: string)
        append(UInt8(ascii: "\""))
    }

    /// Appends the beginning of an event: the format version and the kind.
    package mutating func beginEvent(_ kind: StaticString) {
        beginObject()
        member("v", 1)
        member("event", kind)
    }
}

extension OutputBuffer {
    /// Appends a key of arbitrary bytes, and its value.
    ///
    /// - Returns: Whether both were valid UTF-8. If the key is not, nothing is appended, since two such keys
    ///   can look alike.
    @discardableResult
    package mutating func member(_ name: Span<UInt8>, _ string: Span<UInt8>) -> Bool {
        if append(plainMember: name, string) { return true }
        let start = count
        let neededComma = needsComma
        guard value(name) else {
            bytes.removeSubrange(start...)
            needsComma = neededComma
            return false
        }
        append(UInt8(ascii: ":"))
        needsComma = false
        return value(string)
    }
}

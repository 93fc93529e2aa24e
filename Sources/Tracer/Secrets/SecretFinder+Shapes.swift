extension SecretFinder {
    /// Finds a token by its form, at `start`.
    ///
    /// - Parameter start: The start of a string, or the position after a byte where `nextStop` stops.
    /// - Returns: Where to continue: after the token, or `start`.
    mutating func search(tokenIn bytes: Span<UInt8>, at start: Int, limit: Int) -> Int {
        guard mayBeToken(bytes, at: start, limit: limit) else { return start }
        let first = Int(bytes[start])
        for position in shapes.starts[first]..<shapes.starts[first + 1] {
            let shape = shapes.shapes[position]
            spend(1)
            guard Self.starts(bytes, start..<limit, with: shape.prefix) else { continue }
            if let end = search(shape, bytes, at: start, limit: limit) { return end }
        }
        return start
    }

    /// Whether any token begins with these three bytes: few words do.
    func mayBeToken(_ bytes: Span<UInt8>, at start: Int, limit: Int) -> Bool {
        guard start + 3 < limit else { return false }
        let first = Int(bytes[start])
        return shapes.seconds[first] & 1 << UInt64(bytes[start + 1] & 63) != 0
            && shapes.thirds[first] & 1 << UInt64(bytes[start + 2] & 63) != 0
    }

    /// - Returns: The end of what matches the shape; nil if nothing does.
    private mutating func search(
        _ shape: SecretShape, _ bytes: Span<UInt8>, at start: Int, limit: Int
    ) -> Int? {
        let body = start + shape.prefix.count
        if case .privateKey = shape.kind {
            return search(privateKeyIn: bytes, at: start, from: body, limit: limit)
        }
        if case .tokenWithDigit = shape.kind, !hasDigit(bytes, shape, body..<min(body + 64, limit))
        {
            return nil
        }
        var end = body
        var dots = 0
        while end < limit, shape.allows(bytes[end]) {
            if bytes[end] == UInt8(ascii: ".") { dots += 1 }
            end += 1
        }
        spend(end - body)
        // A token that the stream path truncated may have any length.
        guard end - body >= shape.minimum || end > body && isCut(at: end) else { return nil }
        switch shape.kind {
        case .webToken where dots == 0: return nil
        case .behindNumber:
            guard start >= 2, bytes[start - 1] == UInt8(ascii: ":"), Self.isDigit(bytes[start - 2])
            else { return nil }
            note(start..<end)
        case .threeParts:
            guard dots == 2,
                let dot = (body..<end).first(where: { bytes[$0] == UInt8(ascii: ".") }),
                (22...28).contains(dot - start), end - dot >= 30,
                bytes[dot + 7] == UInt8(ascii: ".") || bytes[dot + 8] == UInt8(ascii: ".")
            else { return nil }
            note(start..<end)
        case .scheme:
            // Prose rather than a token: Basic configuration, Bearer authentication.
            guard hasDigit(bytes, shape, body..<end) || Self.hasBothCases(bytes, body..<end) else {
                return nil
            }
            note(body..<end)
        case .accessKey:
            guard Self.isUpper(bytes, start..<end) else { return nil }
            note(start..<end)
            return search(secretBeside: end, bytes, limit: limit)
        default: note(start..<end)
        }
        return end
    }

    /// Whether a digit occurs before the token ends. Examines only a prefix, since another token may begin
    /// inside.
    private mutating func hasDigit(_ bytes: Span<UInt8>, _ shape: SecretShape, _ range: Range<Int>)
        -> Bool
    {
        for index in range {
            spend(1)
            if Self.isDigit(bytes[index]) { return true }
            if !shape.allows(bytes[index]) { return false }
        }
        return false
    }

    /// Finds the 40-character secret beside an AWS access key: `AKIA…:secret`, `AKIA…, secret`.
    private mutating func search(secretBeside end: Int, _ bytes: Span<UInt8>, limit: Int) -> Int {
        var start = end
        while start < limit, start - end < 3, bytes[start] != 0, !Self.isAlphanumeric(bytes[start])
        { start += 1 }
        guard start > end else { return end }
        var stop = start
        while stop < limit, stop - start <= 40, SecretShape.secretAccessKey.allows(bytes[stop]) {
            stop += 1
        }
        spend(stop - end)
        guard stop - start == 40 else { return end }
        note(start..<stop)
        return stop
    }

    /// `-----BEGIN RSA PRIVATE KEY-----` and all following lines.
    private mutating func search(
        privateKeyIn bytes: Span<UInt8>, at start: Int, from body: Int, limit: Int
    ) -> Int? {
        let line = body..<min(body + 40, limit)
        let mark = Array("PRIVATE".utf8)
        var place = line.lowerBound
        while place < line.upperBound, !Self.starts(bytes, place..<limit, with: mark) { place += 1 }
        spend(40)
        guard place < line.upperBound else { return nil }
        // Up to the END line, or to the end of the string.
        let last = Array("-----END".utf8)
        while place < limit, bytes[place] != 0, !Self.starts(bytes, place..<limit, with: last) {
            place += 1
        }
        var end = min(place + last.count, limit)
        if place < limit, bytes[place] == 0 { end = place }
        while end < limit, bytes[end] != 0, bytes[end] != UInt8(ascii: "-") { end += 1 }
        while end < limit, bytes[end] == UInt8(ascii: "-") { end += 1 }
        spend(end - body)
        note(start..<end)
        return end
    }

    /// Whether the stream path truncated the string that ends here.
    func isCut(at end: Int) -> Bool {
        var low = 0
        var high = cutEnds.count
        while low < high {
            let middle = (low + high) / 2
            if cutEnds[middle] < end { low = middle + 1 } else { high = middle }
        }
        return low < cutEnds.count && cutEnds[low] == end
    }

    static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

    private static func isUpper(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range where UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[index] {
            return false
        }
        return true
    }

    /// Whether upper and lower case are mixed, apart from an initial capital.
    static func hasBothCases(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var upper = false
        var lower = false
        for index in range.dropFirst() {
            if UInt8(ascii: "A")...UInt8(ascii: "Z") ~= bytes[index] { upper = true }
            if UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[index] { lower = true }
        }
        return upper && lower
    }
}

extension SecretShape {
    /// The form of an access key's secret.
    static let secretAccessKey = SecretShape("AKIA", .base64, 40)
}

extension SecretFinder {
    /// Finds tokens, passwords in URLs and similar secrets in a path; each component may be one.
    mutating func search(path bytes: Span<UInt8>) {
        guard policy.usesDefaults else { return }
        let limit = bytes.count
        var index = 0
        while index < limit {
            let end = search(tokenIn: bytes, at: index, limit: limit)
            index = end
            while index < limit, bytes[index] != UInt8(ascii: "/"),
                Self.isAlphanumeric(bytes[index]) || "._-".utf8.contains(bytes[index])
            { index += 1 }
            index += 1
        }
        search(text: bytes, in: 0..<limit, as: .argument)
    }
}

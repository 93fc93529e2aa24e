// Untrusted JSON text (RFC 8259) → a value, strictly: every reader accepts what this one accepts.
//
//     [UInt8] ──→ JSONReader ──→ JSONValue ─→ JSONMember …      strings stay bytes
//                     └──→ Failure(offset, what was expected)
//
// Recorded runs (Tracer/Replay) and the capture check use it. No Foundation, no system calls.

/// Reads one JSON value. Rejects anything that is not JSON or not UTF-8.
///
/// Memory is bounded by the length of the text, nesting by 16 levels.
public struct JSONReader {
    /// The place of an error, and its reason.
    public struct Failure: Error {
        /// The offset in the text, in bytes.
        public var offset: Int
        /// What was expected there, or what is wrong there.
        public var what: String
    }

    /// The text of an object, and what it means.
    public struct ReadObject {
        fileprivate let text: [UInt8]
        public let members: [JSONMember]
    }

    private let bytes: [UInt8]
    private var position = 0
    /// The last large object that is a member of the value. The next text often has the same one, byte for byte,
    /// which is then not read again.
    public private(set) var lastObject: ReadObject?

    /// - Parameter lastObject: That of the text before.
    public init(_ bytes: [UInt8], after lastObject: ReadObject? = nil) {
        self.bytes = bytes
        self.lastObject = lastObject
    }

    /// Reads the complete text as one value.
    public mutating func value() throws(Failure) -> JSONValue {
        let value = try element(depth: 0)
        skipSpace()
        guard position == bytes.count else {
            throw failure("expected nothing more behind the value")
        }
        return value
    }

    private func failure(_ what: String) -> Failure {
        Failure(offset: position, what: what)
    }

    private var next: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func skipSpace() {
        while let byte = next,
            byte == 0x20 || (byte >= 0x09 && byte <= 0x0d && byte != 0x0b && byte != 0x0c)
        {
            position += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func element(depth: Int) throws(Failure) -> JSONValue {
        guard depth < 16 else { throw failure("nested more than 16 levels deep") }
        skipSpace()
        switch next {
        case 0x22: return .string(try string())
        case 0x7b: return .object(try object(depth: depth))
        case 0x5b: return .array(try array(depth: depth))
        case 0x74: return try word("true", .bool(true))
        case 0x66: return try word("false", .bool(false))
        case 0x6e: return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(
        _ word: StaticString, _ value: JSONValue
    ) throws(Failure) -> JSONValue {
        for byte in word.description.utf8 {
            guard next == byte else { throw failure("expected \(word)") }
            position += 1
        }
        return value
    }

    private mutating func number() throws(Failure) -> JSONNumber {
        let isNegative = next == 0x2d
        if isNegative { position += 1 }
        let start = position
        var magnitude: UInt64 = 0
        var isExact = true
        while let byte = next, Self.isDigit(byte) {
            let (tens, tooLarge) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, tooLargeNow) = tens.addingReportingOverflow(UInt64(byte - 0x30))
            if tooLarge || tooLargeNow { isExact = false } else { magnitude = sum }
            position += 1
        }
        guard position > start else { throw failure("expected a value") }
        guard position == start + 1 || bytes[start] != 0x30 else {
            throw failure("expected no 0 before other digits")
        }
        if next == 0x2e {
            position += 1
            try digits()
            isExact = false
        }
        if next == 0x65 || next == 0x45 {
            position += 1
            if next == 0x2b || next == 0x2d { position += 1 }
            try digits()
            isExact = false
        }
        guard isExact else { return .inexact }
        if isNegative {
            // -2^63 is not supported, since nobody writes it.
            return Int(exactly: magnitude).map { .integer(-$0) } ?? .inexact
        }
        return Int(exactly: magnitude).map { .integer($0) } ?? .large(magnitude)
    }

    /// Skips one or more digits.
    private mutating func digits() throws(Failure) {
        let start = position
        while let byte = next, Self.isDigit(byte) { position += 1 }
        guard position > start else { throw failure("expected a digit") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private mutating func array(depth: Int) throws(Failure) -> [JSONValue] {
        var values: [JSONValue] = []
        position += 1
        if take(0x5d) { return values }
        repeat { values.append(try element(depth: depth + 1)) } while take(0x2c)
        guard take(0x5d) else { throw failure("expected ',' or ']' in an array") }
        return values
    }

    private mutating func object(depth: Int) throws(Failure) -> [JSONMember] {
        let start = position
        if depth == 1, let lastObject, isNext(lastObject.text) {
            position += lastObject.text.count
            return lastObject.members
        }
        var members: [JSONMember] = []
        position += 1
        if take(0x7d) { return members }
        repeat {
            skipSpace()
            guard next == 0x22 else { throw failure("expected the name of a member in quotes") }
            let name = try string()
            guard take(0x3a) else { throw failure("expected ':' behind the name") }
            skipSpace()
            let offset = position
            let value = try element(depth: depth + 1)
            members.append(JSONMember(name: name, value: value, offset: offset))
        } while take(0x2c)
        guard take(0x7d) else { throw failure("expected ',' or '}' in an object") }
        if depth == 1, (Self.shortest...Self.longest).contains(position - start) {
            lastObject = ReadObject(text: Array(bytes[start..<position]), members: members)
        }
        return members
    }

    /// The size of an object that is kept, in bytes.
    private static var shortest: Int { 512 }
    private static var longest: Int { 1 << 20 }

    /// Whether this text is next. The text of an object is followed by nothing that belongs to it.
    private func isNext(_ text: [UInt8]) -> Bool {
        guard bytes.count - position >= text.count else { return false }
        // SAFETY: bytes have no padding.
        let (next, text) = unsafe (bytes.span.bytes, text.span.bytes)
        var index = 0
        while text.byteCount - index >= 8 {
            // SAFETY: eight bytes remain at index in the text, and as many behind the position.
            if unsafe next.unsafeLoadUnaligned(
                fromUncheckedByteOffset: position + index, as: UInt64.self)
                != text.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
            {
                return false
            }
            index += 8
        }
        while index < text.byteCount {
            // SAFETY: the same for one byte.
            if unsafe next.unsafeLoad(fromByteOffset: position + index, as: UInt8.self)
                != text.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            {
                return false
            }
            index += 1
        }
        return true
    }

    private mutating func string() throws(Failure) -> [UInt8] {
        position += 1
        var string: [UInt8] = []
        while true {
            // Characters without escapes are copied in one piece.
            let start = position
            while position < bytes.count, Self.standsForItself(bytes[position]) { position += 1 }
            if position > start { string.append(contentsOf: bytes[start..<position]) }
            guard let byte = next else { throw failure("expected the end of a string") }
            switch byte {
            case 0x22:
                position += 1
                return string
            case 0x5c: try escape(into: &string)
            case 0x80...: try character(into: &string)
            default: throw failure("expected \\u00XX for a control character in a string")
            }
        }
    }

    private static func standsForItself(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != 0x22 && byte != 0x5c
    }

    private mutating func escape(into string: inout [UInt8]) throws(Failure) {
        position += 1
        guard let byte = next else { throw failure("expected the end of a string") }
        position += 1
        switch byte {
        case 0x22, 0x5c, 0x2f: string.append(byte)
        case 0x62: string.append(0x08)
        case 0x66: string.append(0x0c)
        case 0x6e: string.append(0x0a)
        case 0x72: string.append(0x0d)
        case 0x74: string.append(0x09)
        case 0x75:
            var scalar = try hexadecimal()
            if scalar >= 0xd800, scalar < 0xdc00 {
                guard next == 0x5c, position + 1 < bytes.count, bytes[position + 1] == 0x75 else {
                    throw failure("expected both halves of a surrogate pair")
                }
                position += 2
                let low = try hexadecimal()
                guard low >= 0xdc00, low < 0xe000 else {
                    throw failure("expected both halves of a surrogate pair")
                }
                scalar = 0x10000 + ((scalar - 0xd800) << 10) + (low - 0xdc00)
            }
            guard let character = Unicode.Scalar(scalar) else {
                throw failure("expected both halves of a surrogate pair")
            }
            string.append(contentsOf: String(Character(character)).utf8)
        default: throw failure("expected an escape of JSON (\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u)")
        }
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("expected a hexadecimal digit")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    /// Reads a multi-byte character (table 3-7 of the Unicode standard).
    private mutating func character(into string: inout [UInt8]) throws(Failure) {
        let first = bytes[position]
        let count: Int
        var second: ClosedRange<UInt8> = 0x80...0xbf
        switch first {
        case 0xc2...0xdf: count = 2
        case 0xe0: (count, second) = (3, 0xa0...0xbf)
        case 0xed: (count, second) = (3, 0x80...0x9f)
        case 0xe1...0xef: count = 3
        case 0xf0: (count, second) = (4, 0x90...0xbf)
        case 0xf4: (count, second) = (4, 0x80...0x8f)
        case 0xf1...0xf3: count = 4
        default: throw failure("expected UTF-8")
        }
        guard position + count <= bytes.count, second.contains(bytes[position + 1]) else {
            throw failure("expected UTF-8")
        }
        for index in position + 1..<position + count where bytes[index] & 0xc0 != 0x80 {
            throw failure("expected UTF-8")
        }
        string.append(contentsOf: bytes[position..<position + count])
        position += count
    }
}

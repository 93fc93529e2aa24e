/// Arguments are bytes without a known encoding, but the option parser takes Strings. So each byte that is not
/// UTF-8 becomes a private-use scalar. It becomes the byte again where exact bytes matter:
/// in the command and in file names.
extension String {
    /// U+10FF80 to U+10FFFF stand for the bytes 0x80 to 0xFF.
    private static var escapes: ClosedRange<UInt32> { 0x10ff80...0x10ffff }

    /// Text from which `exactBytes` makes the same bytes.
    init(exact bytes: [UInt8]) {
        self = ""
        var parser = Unicode.UTF8.ForwardParser()
        var source = bytes.makeIterator()
        var position = 0
        while true {
            switch parser.parseScalar(from: &source) {
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                let end = position + encoded.count
                if Self.escapes.contains(scalar.value) {
                    escape(bytes[position..<end])
                } else {
                    unicodeScalars.append(scalar)
                }
                position = end
            case .error(let length):
                escape(bytes[position..<position + length])
                position += length
            case .emptyInput: return
            }
        }
    }

    private mutating func escape(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes {
            if let scalar = Unicode.Scalar(0x10ff00 | UInt32(byte)) {
                unicodeScalars.append(scalar)
            }
        }
    }

    /// The original bytes.
    var exactBytes: [UInt8] {
        var bytes: [UInt8] = []
        for scalar in unicodeScalars {
            if Self.escapes.contains(scalar.value) {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes.append(
                    contentsOf: Unicode.UTF8.encode(scalar)
                        ?? Unicode.UTF8.encodedReplacementCharacter)
            }
        }
        return bytes
    }

    /// For people: bytes that are not UTF-8 become U+FFFD.
    var shown: String { String(decoding: exactBytes, as: UTF8.self) }

    /// Calls `body` with the bytes as a C string.
    func withExactCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        let bytes = exactBytes.map { CChar(bitPattern: $0) } + [0]
        // SAFETY: the array ends with NUL and lives as long as the call.
        return unsafe bytes.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
    }
}

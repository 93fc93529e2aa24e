/// A word of the command line: bytes without a known encoding.
public struct ByteString: Sendable, Equatable, ExpressibleByStringLiteral {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }
    public init(_ text: String) { bytes = Array(text.utf8) }
    public init(stringLiteral text: String) { self.init(text) }

    public var isEmpty: Bool { bytes.isEmpty }

    /// For people, and for values that are compared with text: bytes that are not UTF-8 become U+FFFD.
    public var shown: String { String(decoding: bytes, as: UTF8.self) }

    /// The text; nil if the bytes are not UTF-8.
    public var text: String? {
        let text = shown
        return text.utf8.elementsEqual(bytes) ? text : nil
    }

    /// Calls `body` with the bytes as a C string.
    public func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
        // SAFETY: the array ends with NUL and lives as long as the call.
        return unsafe terminated.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
    }
}

/// A type for keys, values and variables for which every bit pattern is valid: integers, floating-point
/// numbers, and structures made only of them, with C layout.
///
/// A conforming structure must not contain a Bool, an enumeration, a reference or a pointer. Don't use a
/// structure with padding as a key: the kernel compares the padding, whose contents are undefined.
public protocol MapElement: BitwiseCopyable, Sendable {}

extension Int8: MapElement {}
extension Int16: MapElement {}
extension Int32: MapElement {}
extension Int64: MapElement {}
extension Int: MapElement {}
extension UInt8: MapElement {}
extension UInt16: MapElement {}
extension UInt32: MapElement {}
extension UInt64: MapElement {}
extension UInt: MapElement {}
extension Float: MapElement {}
extension Double: MapElement {}
extension InlineArray: MapElement where Element: MapElement {}

extension MapElement {
    /// The bytes in host order, padding included.
    public var mapBytes: [UInt8] {
        // SAFETY: the value has no references; its bytes are copied.
        unsafe withUnsafeBytes(of: self) { unsafe Array($0) }
    }

    /// Reads a value at an offset; nil if it exceeds the bytes.
    public init?(mapBytes bytes: [UInt8], at offset: Int = 0) {
        let size = MemoryLayout<Self>.size
        guard offset >= 0, size <= bytes.count, offset <= bytes.count - size else { return nil }
        // SAFETY: the range was checked; every bit pattern is a valid value of such a type.
        self = unsafe bytes.withUnsafeBytes {
            unsafe $0.loadUnaligned(fromByteOffset: offset, as: Self.self)
        }
    }
}

/// A type of keys, values and variables that any bytes are a value of: integers, floating-point numbers,
/// and structures of them alone, as C has them.
///
/// Conforming a structure is a promise: it holds no Bool, enumeration, reference or pointer. A structure
/// with padding makes a bad key, for the bytes of the padding count and are nobody's.
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
    /// In the host's order, padding included.
    public var mapBytes: [UInt8] {
        // SAFETY: the bytes of a value that is nothing but bytes.
        unsafe withUnsafeBytes(of: self) { unsafe Array($0) }
    }

    /// The value that begins at an offset of some bytes; nil if it is not within them.
    public init?(mapBytes bytes: [UInt8], at offset: Int = 0) {
        let size = MemoryLayout<Self>.size
        guard offset >= 0, size <= bytes.count, offset <= bytes.count - size else { return nil }
        // SAFETY: checked to lie within the bytes; any bytes are a value of such a type.
        self = unsafe bytes.withUnsafeBytes {
            unsafe $0.loadUnaligned(fromByteOffset: offset, as: Self.self)
        }
    }
}

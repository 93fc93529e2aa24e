internal import SwiftletBytes

/// The layout of `struct __bpf_usdt_spec` in an object's map. libbpf 1.7 changed usdt.bpf.h; the size of the
/// map's values identifies the version.
///
///     args[12]     each  val_off 8, arg_type …        as below
///     usdt_cookie  8
///     arg_cnt      2, and 6 bytes of padding
///
///     before 1.7   16 B  0 val_off · 8 arg_type (4) · 12 reg_off · 14 signed · 15 shift
///     since 1.7    24 B  0 val_off · 8 arg_type (1) · 10 index register (12 bits), scale (4) ·
///                        14 reg_off · 16 signed · 17 shift
struct StaticProbeLayout {
    private let isIndexed: Bool

    /// USDT_MAX_ARG_CNT
    static var maximalArguments: Int { 12 }

    /// Nil if the size matches neither layout.
    init?(valueSize: Int) {
        switch valueSize {
        case 12 * 16 + 16: isIndexed = false
        case 12 * 24 + 16: isIndexed = true
        default: return nil
        }
    }

    /// Encodes a specification as a value of the map; nil if there are too many arguments. An argument of a
    /// kind that the object's header doesn't know is encoded as unreadable.
    func encoded(_ arguments: [StaticProbeArgument], cookie: UInt64) -> [UInt8]? {
        guard arguments.count <= Self.maximalArguments else { return nil }
        let stride = isIndexed ? 24 : 16
        var bytes = [UInt8](repeating: 0, count: 12 * stride + 16)
        func put<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
            bytes.replaceSubrange(
                offset..<offset + MemoryLayout<Number>.size, with: [UInt8](number, .host))
        }
        for (number, given) in arguments.enumerated() {
            let argument = given.kind == .indexed && !isIndexed ? .unreadable : given
            let start = number * stride
            put(argument.value, at: start)
            bytes[start + 8] = argument.kind.rawValue
            if isIndexed {
                put(argument.index & 0xfff | UInt16(argument.shift) << 12, at: start + 10)
                put(argument.register, at: start + 14)
            } else {
                put(UInt32(argument.kind.rawValue), at: start + 8)
                put(argument.register, at: start + 12)
            }
            bytes[start + stride - (isIndexed ? 8 : 2)] = argument.isSigned ? 1 : 0
            bytes[start + stride - (isIndexed ? 7 : 1)] = 64 - argument.size * 8
        }
        put(cookie, at: 12 * stride)
        put(Int16(arguments.count), at: 12 * stride + 8)
        return bytes
    }
}

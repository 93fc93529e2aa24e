internal import SwiftletBytes

/// Writes a type table, type by type, in the host's byte order.
///
/// The table is meant for the kernel: an object's table in a form that the kernel accepts, or the few
/// types that a probe needs. Ids are assigned in order, from 1.
package struct BTFBuilder: Sendable {
    private var words: [UInt32] = []
    private var strings: [UInt8] = [0]
    /// The number of types added so far.
    package private(set) var typeCount = 0

    package init() {}

    /// Starts with the strings of an existing table, so that name offsets of its types remain valid.
    init(strings: ByteView) {
        if strings.count > 0 { self.strings = strings.bytes }
    }

    /// Adds a name. The empty name is at offset 0.
    ///
    /// - Returns: The name's offset in the strings.
    package mutating func string(_ text: String) -> UInt32 {
        guard !text.isEmpty else { return 0 }
        let offset = strings.count
        strings.append(contentsOf: text.utf8)
        strings.append(0)
        return UInt32(truncatingIfNeeded: offset)
    }

    /// Adds a type.
    ///
    /// - Parameters:
    ///   - name: The name's offset in the strings (`string(_:)`).
    ///   - vlen: At most 65,535, the limit that every kernel accepts.
    ///   - details: The words after the first three.
    /// - Returns: The id of the type.
    @discardableResult
    package mutating func add(
        _ kind: BTFKind, name: UInt32 = 0, flag: Bool = false, vlen: Int = 0,
        sizeOrType: UInt32 = 0, details: [UInt32] = []
    ) -> BTFTypeID {
        words.append(name)
        words.append(
            UInt32(kind.rawValue) << 24 | UInt32(truncatingIfNeeded: vlen) & 0x00ff_ffff
                | (flag ? 1 << 31 : 0))
        words.append(sizeOrType)
        words.append(contentsOf: details)
        typeCount += 1
        return BTFTypeID(UInt32(truncatingIfNeeded: typeCount))
    }

    /// The encoded table: header, types, strings.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        let typesLength = UInt32(truncatingIfNeeded: words.count * 4)
        bytes.reserveCapacity(24 + words.count * 4 + strings.count)
        let magic = BTFHeader.magic
        let head: UInt32 =
            ByteOrder.host == .little
            ? UInt32(magic) | UInt32(BTFHeader.version) << 16
            : UInt32(magic) << 16 | UInt32(BTFHeader.version) << 8
        bytes.append([
            head, UInt32(BTFHeader.minimumLength), 0, typesLength, typesLength,
            UInt32(truncatingIfNeeded: strings.count),
        ])
        bytes.append(words)
        bytes.append(contentsOf: strings)
        return bytes
    }
}

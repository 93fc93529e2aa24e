package import SwiftletBytes

extension Instruction {
    /// Reads the slot at `offset`.
    ///
    /// - Throws: `BytesError.outOfBounds` if part of the slot is outside the view.
    package init(parsing bytes: ByteView, at offset: Int, _ order: ByteOrder) throws(BytesError) {
        let slot = try bytes.load(UInt64.self, at: offset, order)
        // The fields in the order of their bytes: from the low end of a little-endian word, from the high end of a
        // big-endian one.
        func field(at byte: UInt64, of size: UInt64) -> UInt64 {
            slot >> (8 * (order == .little ? byte : 8 - byte - size))
        }
        let registers = UInt8(truncatingIfNeeded: field(at: 1, of: 1))
        opcode = UInt8(truncatingIfNeeded: field(at: 0, of: 1))
        destination = order == .little ? registers & 0x0f : registers >> 4
        source = order == .little ? registers >> 4 : registers & 0x0f
        self.offset = Int16(truncatingIfNeeded: field(at: 2, of: 2))
        immediate = Int32(truncatingIfNeeded: field(at: 4, of: 4))
    }

    /// The slot as the running kernel expects it: a `struct bpf_insn` in the host's byte order.
    package var encoded: UInt64 {
        let registers =
            ByteOrder.host == .little
            ? destination & 0x0f | source << 4 : destination << 4 | source & 0x0f
        let fields: (UInt64, UInt64, UInt64, UInt64) = (
            UInt64(opcode), UInt64(registers), UInt64(UInt16(bitPattern: offset)),
            UInt64(UInt32(bitPattern: immediate))
        )
        return ByteOrder.host == .little
            ? fields.0 | fields.1 << 8 | fields.2 << 16 | fields.3 << 32
            : fields.0 << 56 | fields.1 << 48 | fields.2 << 32 | fields.3
    }
}

internal import Bytes

/// Where each type of a table begins, and what it is called.
struct BTFTypeIndex: Sendable {
    /// Bytes from the start of the type section, by id from the table's first.
    let offsets: [UInt32]
    /// Each type's name, as an offset into the strings. Kept beside the offsets so that a search by
    /// name runs over half a megabyte in order, and not over the types.
    let names: [UInt32]

    /// The kernel's limit on ids (BTF_MAX_TYPE).
    static var limit: Int { 0x000f_ffff }

    /// Walks over the types once.
    ///
    /// - Parameter offset: Where the type section begins in the blob, for errors.
    /// - Throws: `BTFError.typeTruncated`, `.unknownKind`, `.tooManyTypes`.
    init(
        types: ByteView, order: ByteOrder, firstID: BTFTypeID, layout: BTFLayout, offset: Int
    ) throws(BTFError) {
        var offsets: [UInt32] = []
        var names: [UInt32] = []
        // Kernels have a type per 30 bytes or so; growing on the way would copy half of them.
        offsets.reserveCapacity(types.count / 28)
        names.reserveCapacity(types.count / 28)
        let span = types.span
        let count = types.count
        let swapped = order != .host
        var at = 0
        while at < count {
            let id = BTFTypeID(firstID.rawValue &+ UInt32(truncatingIfNeeded: offsets.count))
            guard count - at >= 12 else {
                throw .typeTruncated(
                    type: id, offset: offset + at, needed: 12, available: count - at)
            }
            // SAFETY: 12 bytes from `at` are in the span, by the guard above.
            var name = unsafe span.unsafeLoadUnaligned(fromUncheckedByteOffset: at, as: UInt32.self)
            // SAFETY: as above.
            var info = unsafe span.unsafeLoadUnaligned(
                fromUncheckedByteOffset: at + 4, as: UInt32.self)
            if swapped {
                name = name.byteSwapped
                info = info.byteSwapped
            }
            let kind = info >> 24 & 0x7f
            let vlen = Int(info & 0x00ff_ffff)
            var length = 12
            if kind &- 1 < BTFLayout.lastKnownKind {
                let shift = UInt64(kind) * 2
                // At most 3 + 3 + 3 × (2^24 - 1) words: no overflow.
                length += 4 * Int(BTFLayout.fixedWords &>> shift & 3)
                length += 4 * Int(BTFLayout.elementWords &>> shift & 3) * vlen
            } else if let more = layout.length(ofUnknown: kind, vlen: vlen) {
                length += more
            } else {
                throw .unknownKind(type: id, offset: offset + at, kind: UInt8(kind))
            }
            guard length <= count - at else {
                throw .typeTruncated(
                    type: id, offset: offset + at, needed: length, available: count - at)
            }
            guard offsets.count < Self.limit - Int(firstID.rawValue) else {
                throw .tooManyTypes(limit: Self.limit)
            }
            // The section's length is a 32-bit field of the header, so `at` fits.
            offsets.append(UInt32(truncatingIfNeeded: at))
            names.append(name)
            at += length
        }
        self.offsets = offsets
        self.names = names
    }
}

internal import SwiftletBytes

/// The offset and name of each type of a table.
struct BTFTypeIndex: Sendable {
    /// The offset in bytes from the start of the type section, indexed by id minus the table's first
    /// id.
    let offsets: [UInt32]
    /// The offset of each type's name in the strings. The separate array lets a search by name scan
    /// half a megabyte sequentially instead of visiting the types.
    let names: [UInt32]

    /// The kernel's limit on ids (BTF_MAX_TYPE).
    static var limit: Int { 0x000f_ffff }

    /// Builds the index in one pass over the types.
    ///
    /// - Parameter offset: The offset of the type section in the blob, for errors.
    /// - Throws: `BTFError.typeTruncated`, `.unknownKind`, `.tooManyTypes`.
    init(
        types: ByteView, order: ByteOrder, firstID: BTFTypeID, layout: BTFLayout, offset: Int
    ) throws(BTFError) {
        // A type has at least 12 bytes. Unused capacity is never touched.
        let room = min(types.count / 12, Self.limit)
        var failure: BTFError?
        var names: [UInt32] = []
        // SAFETY: `walk` initializes as many elements of both buffers as it returns in `count`.
        let offsets = unsafe [UInt32](unsafeUninitializedCapacity: room) { offsets, count in
            names = unsafe [UInt32](unsafeUninitializedCapacity: room) { names, sameCount in
                (count, failure) = unsafe Self.walk(
                    types, order, firstID, layout, offset, into: offsets, names)
                sameCount = count
            }
        }
        if let failure { throw failure }
        self.offsets = offsets
        self.names = names
    }

    /// Stores the offset and name of each type. Two plain stores per type keep this fast for the
    /// kernel's 126,000.
    ///
    /// - Parameters:
    ///   - offsets: Uninitialized, with capacity for one element per 12 bytes of `types`, or for
    ///     `limit`.
    ///   - names: The same as `offsets`.
    /// - Returns: The number of elements initialized in each buffer, and the error that ended the pass
    ///   early.
    private static func walk(
        _ types: ByteView, _ order: ByteOrder, _ firstID: BTFTypeID, _ layout: BTFLayout,
        _ offset: Int, into offsets: UnsafeMutableBufferPointer<UInt32>,
        _ names: UnsafeMutableBufferPointer<UInt32>
    ) -> (count: Int, failure: BTFError?) {
        let span = types.span
        let bytes = types.count
        let swapped = order != .host
        let limit = max(0, min(Self.limit - Int(firstID.rawValue), offsets.count, names.count))
        let (fixedWords, elementWords) = (BTFLayout.fixedWords, BTFLayout.elementWords)
        var count = 0
        var at = 0
        while at < bytes {
            var id: BTFTypeID { BTFTypeID(firstID.rawValue &+ UInt32(truncatingIfNeeded: count)) }
            guard bytes - at >= 12 else {
                return (
                    count,
                    .typeTruncated(type: id, offset: offset + at, needed: 12, available: bytes - at)
                )
            }
            // SAFETY: the guard above checks that 12 bytes from `at` are in the span.
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
                let shift = UInt64(kind) &* 2
                // At most 3 + 3 + 3 × (2^24 - 1) words: no overflow.
                length &+= 4 &* Int(fixedWords &>> shift & 3)
                length &+= 4 &* Int(elementWords &>> shift & 3) &* vlen
            } else if let more = layout.length(ofUnknown: kind, vlen: vlen) {
                length += more
            } else {
                return (count, .unknownKind(type: id, offset: offset + at, kind: UInt8(kind)))
            }
            guard length <= bytes - at else {
                return (
                    count,
                    .typeTruncated(
                        type: id, offset: offset + at, needed: length, available: bytes - at)
                )
            }
            guard count < limit else { return (count, .tooManyTypes(limit: Self.limit)) }
            // The section's length is a 32-bit header field, so `at` fits.
            // SAFETY: count < limit, which is at most the capacity of either buffer.
            unsafe offsets[count] = UInt32(truncatingIfNeeded: at)
            // SAFETY: as above.
            unsafe names[count] = name
            count &+= 1
            at &+= length
        }
        return (count, nil)
    }
}

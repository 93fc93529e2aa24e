internal import SwiftletBytes

/// The string section of a table: NUL-terminated names; the first is empty.
///
/// If there is a base table, offsets count from the start of its strings, and this section continues
/// them.
struct BTFStrings: Sendable {
    let bytes: ByteView
    /// The offset of the first byte of this section.
    let start: Int

    init(bytes: ByteView, base: BTFStrings?) {
        self.bytes = bytes
        start = base?.end ?? 0
    }

    /// The first offset past the strings.
    var end: Int { start + bytes.count }

    /// The bytes of the name at `offset`, without the NUL.
    ///
    /// - Throws: `BTFError.nameOutOfBounds`, `.nameUnterminated`.
    func name(at offset: UInt32) throws(BTFError) -> ByteView {
        do {
            let at = Int(offset) - start
            return try bytes.slice(at: at, count: bytes.stringLength(at: at))
        } catch {
            switch error {
            case .outOfBounds: throw .nameOutOfBounds(offset: offset, available: end)
            case .unterminatedString: throw .nameUnterminated(offset: offset)
            }
        }
    }

    /// Whether the name at `offset` is `text`; false if there is no such name.
    func string(at offset: UInt32, is text: StaticString) -> Bool {
        bytes.string(at: Int(offset) - start, is: text)
    }

    /// Whether the name at an offset and a name of another section have the same bytes. Reads no further than to the
    /// first difference, since a structure's members are compared one by one.
    ///
    /// - Throws: The same errors as `name(at:)`.
    func name(at offset: UInt32, equals other: UInt32, of strings: BTFStrings) throws(BTFError) -> Bool {
        var (at, place) = (Int(offset) - start, Int(other) - strings.start)
        let (ours, theirs) = (bytes.span, strings.bytes.span)
        guard at >= 0, at < ours.byteCount else { throw .nameOutOfBounds(offset: offset, available: end) }
        guard place >= 0, place < theirs.byteCount else {
            throw .nameOutOfBounds(offset: other, available: strings.end)
        }
        while true {
            // SAFETY: the guards above and at the end of the loop check that both offsets are in their spans.
            let byte = unsafe ours.unsafeLoad(fromUncheckedByteOffset: at, as: UInt8.self)
            // SAFETY: as above.
            guard unsafe byte == theirs.unsafeLoad(fromUncheckedByteOffset: place, as: UInt8.self) else {
                return false
            }
            if byte == 0 { return true }
            at += 1
            place += 1
            guard at < ours.byteCount else { throw .nameUnterminated(offset: offset) }
            guard place < theirs.byteCount else { throw .nameUnterminated(offset: other) }
        }
    }

    /// The offsets of all strings equal to `name`, in ascending order.
    ///
    /// A name may share the end of a longer string. The search finds it there too, whether or not a
    /// type uses that offset.
    ///
    /// - Parameter flavours: Also accept `name___anything` (see `BTFFlavour`).
    func offsets(of name: [UInt8], flavours: Bool) -> [UInt32] {
        var offsets: [UInt32] = []
        // Without flavours, the pattern includes the NUL, which reduces false hits.
        let pattern = flavours ? name : name + [0]
        let span = bytes.span
        span.forEachOccurrence(of: pattern) { at in
            let end = at + name.count
            if flavours {
                guard let length = try? bytes.stringLength(at: end) else { return }
                guard length == 0 || BTFFlavour.essentialLength(span, at: at, name.count + length)
                        == name.count
                else { return }
            }
            offsets.append(UInt32(truncatingIfNeeded: start + at))
        }
        return offsets
    }
}

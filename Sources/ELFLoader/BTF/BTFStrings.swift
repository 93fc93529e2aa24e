internal import SwiftletBytes

/// A table's string section: NUL-terminated names, the first of them empty.
///
/// Offsets count from the start of the base's strings, if there is a base, and these go on from it.
struct BTFStrings: Sendable {
    let bytes: ByteView
    /// The offset of the first byte here.
    let start: Int

    init(bytes: ByteView, base: BTFStrings?) {
        self.bytes = bytes
        start = base?.end ?? 0
    }

    /// The first offset that is beyond the strings.
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

    /// Whether the name at `offset` is `text`; false where there is none.
    func string(at offset: UInt32, is text: StaticString) -> Bool {
        bytes.string(at: Int(offset) - start, is: text)
    }

    /// Every offset at which a name begins that `name` stands for, in ascending order.
    ///
    /// A name may share the end of a longer one, so it is found in there, too, whether or not a type
    /// makes use of that.
    ///
    /// - Parameter flavours: Accept `name___anything` as well (see `BTFFlavour`).
    func offsets(of name: [UInt8], flavours: Bool) -> [UInt32] {
        var offsets: [UInt32] = []
        // Without flavours the NUL belongs to what is searched: fewer false hits.
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

package import SwiftletBytes

extension BTFTable {
    /// The name at an offset in the strings, as text; empty at offset 0.
    ///
    /// - Throws: `BTFError.nameOutOfBounds`, `.nameUnterminated`.
    package func name(at offset: UInt32) throws(BTFError) -> String {
        let bytes = try nameBytes(at: offset)
        return unsafe bytes.span.withUnsafeBytes { buffer in
            // SAFETY: the buffer belongs to the view, which is alive during this call.
            unsafe String(decoding: buffer, as: UTF8.self)
        }
    }

    /// The name of a type as text; empty if it has no name.
    ///
    /// - Throws: The same errors as `name(at:)`.
    package func name(of type: BTFType) throws(BTFError) -> String {
        try name(at: type.nameOffset)
    }

    /// The bytes of the name at an offset in the strings, without a copy and without the NUL.
    ///
    /// - Throws: The same errors as `name(at:)`.
    package func nameBytes(at offset: UInt32) throws(BTFError) -> ByteView {
        if let base, Int(offset) < strings.start {
            return try base.nameBytes(at: offset)
        }
        return try strings.name(at: offset)
    }

    /// Whether a name in this table and a name in another table have the same bytes.
    ///
    /// - Parameter essential: Ignore flavours on both sides.
    /// - Throws: The same errors as `name(at:)`.
    package func name(
        at offset: UInt32, equals other: UInt32, of table: BTFTable, essential: Bool = false
    ) throws(BTFError) -> Bool {
        guard essential else {
            return try strings(at: offset).name(at: offset, equals: other, of: table.strings(at: other))
        }
        let ours = try nameBytes(at: offset)
        let theirs = try table.nameBytes(at: other)
        let count = BTFFlavour.essentialLength(ours)
        guard count == BTFFlavour.essentialLength(theirs) else { return false }
        let (a, b) = (ours.span, theirs.span)
        for i in 0..<count {
            // SAFETY: i < count, which is at most the count of either view.
            let byte = unsafe a.unsafeLoad(fromUncheckedByteOffset: i, as: UInt8.self)
            // SAFETY: as above.
            guard unsafe byte == b.unsafeLoad(fromUncheckedByteOffset: i, as: UInt8.self) else {
                return false
            }
        }
        return true
    }

    /// The strings that have the name at an offset: this table's or a base's.
    private func strings(at offset: UInt32) -> BTFStrings {
        guard let base, Int(offset) < strings.start else { return strings }
        return base.strings(at: offset)
    }

    /// A name without its flavour: `foo` for `foo___old` (see `BTFFlavour`).
    ///
    /// - Throws: The same errors as `name(at:)`.
    package func essentialName(at offset: UInt32) throws(BTFError) -> String {
        let bytes = try nameBytes(at: offset)
        let essential = BTFFlavour.essentialLength(bytes)
        return unsafe bytes.span.withUnsafeBytes { buffer in
            // SAFETY: essential <= bytes.count, which is the buffer's count.
            unsafe String(decoding: buffer[0..<essential], as: UTF8.self)
        }
    }
}

extension BTFTable {
    /// The types with exactly this name, in ascending order of id; empty for the empty name.
    ///
    /// The first lookup searches the strings for the name, then the types for its offset, which takes a fraction of a
    /// millisecond for the kernel's table. The second one makes an index (`BTFNameIndex`). If several names are known
    /// at once, `ids(of:)` is cheaper than either.
    ///
    /// - Parameters:
    ///   - kinds: Return only types of these kinds.
    ///   - includingBase: In a split table, search the base as well.
    package func ids(
        named name: String, in kinds: BTFKinds = .all, includingBase: Bool = true
    ) -> [BTFTypeID] {
        ids(Array(name.utf8), in: kinds, flavours: false, includingBase: includingBase)
    }

    /// The types with this essential name, in ascending order of id: `foo` and `foo___old` for `foo`.
    ///
    /// - Parameters: The same as for `ids(named:in:includingBase:)`.
    package func ids(
        essentialName name: String, in kinds: BTFKinds = .all, includingBase: Bool = true
    ) -> [BTFTypeID] {
        ids(Array(name.utf8), in: kinds, flavours: true, includingBase: includingBase)
    }

    func ids(
        _ name: [UInt8], in kinds: BTFKinds, flavours: Bool, includingBase: Bool
    ) -> [BTFTypeID] {
        guard !name.isEmpty else { return [] }
        var found: [BTFTypeID] = []
        // Types of a split table may have names from the tables below it, which its index would not find.
        if base == nil, !flavours, let known = namedTypes.index(index, strings) {
            known.forEachPosition(of: name) { position in
                let id = BTFTypeID(firstID.rawValue + UInt32(position))
                guard strings.string(at: Int(self.index.names[position]), isNamed: name, flavours: false),
                    let type = try? self.type(id), kinds.contains(type.kind)
                else { return }
                found.append(id)
            }
            return found
        }
        var offsets: [UInt32] = []
        // The types of a split table may use names from any table below it.
        var table: BTFTable? = self
        while let current = table {
            offsets = current.strings.offsets(of: name, flavours: flavours) + offsets
            table = current.base
        }
        if includingBase, let base {
            found = base.ids(name, in: kinds, flavours: flavours, includingBase: true)
        }
        index.forEachPosition(of: offsets) { position in
            let id = BTFTypeID(firstID.rawValue + UInt32(position))
            guard let type = try? self.type(id), kinds.contains(type.kind) else { return }
            found.append(id)
        }
        return found
    }
}

extension BTFTypeIndex {
    /// Calls `body` with the position of each type whose name is at one of `offsets`, in ascending
    /// order.
    ///
    /// - Parameter offsets: The name offsets, in ascending order.
    func forEachPosition(of offsets: [UInt32], _ body: (Int) -> Void) {
        guard !offsets.isEmpty else { return }
        guard offsets.count > 4 else {
            forEachPosition(ofFew: offsets, body)
            return
        }
        // A bitmap with one bit for each value of the lower 16 bits. One lookup rules out most types,
        // regardless of the number of offsets.
        var sieve = [UInt64](repeating: 0, count: 1 << 10)
        for offset in offsets {
            sieve[Int(offset >> 6 & 0x3ff)] |= 1 << UInt64(offset & 63)
        }
        for (position, name) in names.enumerated() {
            guard sieve[Int(name >> 6 & 0x3ff)] >> UInt64(name & 63) & 1 != 0 else { continue }
            if offsets.holds(name) { body(position) }
        }
    }

    /// The usual case of few offsets: compares 16 types at a time with each offset.
    private func forEachPosition(ofFew offsets: [UInt32], _ body: (Int) -> Void) {
        typealias Block = SIMD16<UInt32>
        let sought = offsets.map { Block(repeating: $0) }
        let count = names.count
        var at = 0
        while count - at >= Block.scalarCount {
            let block = unsafe names.withUnsafeBytes { bytes in
                // SAFETY: at + 16 <= count, so 64 bytes from 4 * at are in the array.
                unsafe bytes.loadUnaligned(fromByteOffset: 4 * at, as: Block.self)
            }
            var isHit = false
            for each in sought where any(block .== each) { isHit = true }
            if isHit {
                for position in at..<at + Block.scalarCount where offsets.holds(names[position]) {
                    body(position)
                }
            }
            at += Block.scalarCount
        }
        while at < count {
            if offsets.holds(names[at]) { body(at) }
            at += 1
        }
    }
}

extension [UInt32] {
    /// Whether `value` is in the array, which must be sorted.
    fileprivate func holds(_ value: UInt32) -> Bool {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] == value { return true }
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return false
    }
}

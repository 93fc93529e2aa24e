internal import SwiftletBytes

extension BTFTable {
    /// The types of this table (without its base) that each query names, in ascending order of id.
    ///
    /// One pass over the types serves all queries: the first four bytes of a type's name rule out nearly every type.
    /// For the kernel's 126,000 types it takes a third of a millisecond, little more than a single search of their
    /// names.
    package func ids(of queries: [BTFNameQuery]) -> [[BTFTypeID]] {
        guard base == nil else {
            return queries.map {
                $0.isEssential
                    ? ids($0.name, in: $0.kinds, flavours: true, includingBase: false)
                    : ids($0.name, in: $0.kinds, flavours: false, includingBase: false)
            }
        }
        var found = [[BTFTypeID]](repeating: [], count: queries.count)
        // Lists of queries by slot of the beginning of their names. Entry 0 ends a list.
        var heads = [UInt32](repeating: 0, count: BTFNameBeginning.slots)
        var entries: [(next: UInt32, query: Int)] = [(0, 0)]
        for (query, sought) in queries.enumerated() where !sought.name.isEmpty {
            for beginning in sought.beginnings {
                let slot = BTFNameBeginning.slot(beginning)
                entries.append((heads[slot], query))
                heads[slot] = UInt32(truncatingIfNeeded: entries.count - 1)
            }
        }
        let bytes = strings.bytes
        let span = bytes.span
        let last = span.byteCount - 4
        for (position, name) in index.names.enumerated() {
            let at = Int(name)
            var entry: UInt32
            if at <= last {
                // SAFETY: at + 4 <= byteCount.
                let word = unsafe span.unsafeLoadUnaligned(fromUncheckedByteOffset: at, as: UInt32.self)
                entry = heads[BTFNameBeginning.slot(BTFNameBeginning.cut(word.littleEndian))]
                if entry == 0 { continue }
            } else {
                // One of the last three bytes of the strings: any query may match.
                for query in queries.indices where matches(queries[query], at, position) {
                    found[query].append(id(at: position))
                }
                continue
            }
            while entry != 0 {
                let (next, query) = entries[Int(entry)]
                // An essential name may be in a list twice.
                if matches(queries[query], at, position), found[query].last != id(at: position) {
                    found[query].append(id(at: position))
                }
                entry = next
            }
        }
        return found
    }

    private func id(at position: Int) -> BTFTypeID {
        BTFTypeID(firstID.rawValue + UInt32(truncatingIfNeeded: position))
    }

    /// Whether the string at an offset has the query's name, and the type at a position is of its kinds.
    private func matches(_ query: BTFNameQuery, _ at: Int, _ position: Int) -> Bool {
        guard strings.string(at: at, isNamed: query.name, flavours: query.isEssential),
            let type = try? self.type(id(at: position))
        else { return false }
        return query.kinds.contains(type.kind)
    }
}

extension BTFStrings {
    /// Whether the string at an offset of this section is `name` or, with flavours, `name___anything`.
    func string(at: Int, isNamed name: [UInt8], flavours: Bool) -> Bool {
        let span = bytes.span
        guard at >= 0, name.count < span.byteCount, at < span.byteCount - name.count else { return false }
        for index in name.indices {
            // SAFETY: at + index < at + name.count < byteCount, by the guard above.
            let byte = unsafe span.unsafeLoad(fromUncheckedByteOffset: at + index, as: UInt8.self)
            guard byte == name[index] else { return false }
        }
        guard let length = try? bytes.stringLength(at: at + name.count) else { return false }
        return length == 0
            || flavours && BTFFlavour.essentialLength(span, at: at, name.count + length) == name.count
    }
}

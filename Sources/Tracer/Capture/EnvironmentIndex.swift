/// Which strings of an environment are variables, as getenv(3) finds them.
///
///     PATH=/bin   variable     the first of its name
///     HOME=       variable     its value is empty
///     PATH=/opt   other        getenv never finds it
///     junk        other        no =
///     =x          other        no name
///     (nil)       absent       its bytes did not arrive
///
/// A hash table over the environment's own bytes finds names; no name is copied.
package final class EnvironmentIndex: Sendable {
    package enum Kind: Sendable { case variable, other, absent }

    /// One string of the environment, as offsets into its bytes.
    package struct Entry: Sendable {
        package var kind: Kind
        var start: Int32 = 0
        /// The offset of the first =; the end of the string if it has none.
        var nameEnd: Int32 = 0
        var end: Int32 = 0

        package var string: Range<Int> { Int(start)..<Int(end) }
        package var hasEquals: Bool { nameEnd < end }
        /// The part before the first =; the entire string if it has none.
        package var name: Range<Int> { Int(start)..<Int(nameEnd) }
        /// The part after the first =.
        package var value: Range<Int> { min(Int(nameEnd) + 1, Int(end))..<Int(end) }
    }

    private struct Slot {
        /// Avoids most comparisons of names that share a slot.
        var hash: UInt32
        /// An index into `entries`, or -1.
        var entry: Int32
        static let empty = Slot(hash: 0, entry: -1)
    }

    /// One entry for each string, in order.
    let entries: [Entry]
    /// Open addressing: a name is in the first slot, starting from its hash, that is free or holds it. At
    /// least half of the slots are free, and their number is a power of two.
    private let slots: [Slot]
    private let nameHash: NameHash

    init(_ strings: StringList, nameHash: NameHash = .ofProcess) {
        self.nameHash = nameHash
        let bytes = strings.bytes.span
        var entries: [Entry] = []
        entries.reserveCapacity(strings.count)
        var slots = [Slot](repeating: .empty, count: Self.slotCount(strings.count))
        for position in 0..<strings.count {
            var entry = Entry(strings.range(at: position), of: bytes)
            if entry.hasEquals, !entry.name.isEmpty {
                let name = bytes.extracting(entry.name)
                let hash = nameHash.hash(name)
                let slot = Self.slot(of: name, hash: hash, in: bytes, slots, entries)
                if slots[slot].entry < 0 {
                    slots[slot] = Slot(hash: hash, entry: Int32(truncatingIfNeeded: position))
                    entry.kind = .variable
                }
            }
            entries.append(entry)
        }
        self.entries = entries
        self.slots = slots
    }

    /// Builds the index of strings that have the same names as another index, in the same order.
    init(_ other: EnvironmentIndex, ofNamesIn strings: StringList) {
        nameHash = other.nameHash
        slots = other.slots
        var entries = other.entries
        for position in entries.indices {
            guard let range = strings.range(at: position) else { continue }
            entries[position].nameEnd &+=
                Int32(truncatingIfNeeded: range.lowerBound) &- entries[position].start
            entries[position].start = Int32(truncatingIfNeeded: range.lowerBound)
            entries[position].end = Int32(truncatingIfNeeded: range.upperBound)
        }
        self.entries = entries
    }

    private static func slotCount(_ strings: Int) -> Int {
        var count = 16
        while count < strings &* 2 { count &*= 2 }
        return count
    }

    /// Memory used by the index of that many strings, in bytes.
    static func memory(of strings: Int) -> Int {
        strings == 0
            ? 0
            : strings * MemoryLayout<Entry>.stride + slotCount(strings) * MemoryLayout<Slot>.stride
    }

    /// The entry of the variable with this name, as an index into `entries`.
    ///
    /// - Parameter bytes: The bytes of the strings.
    func variable(named name: Span<UInt8>, in bytes: Span<UInt8>) -> Int? {
        let slot = Self.slot(of: name, hash: nameHash.hash(name), in: bytes, slots, entries)
        return slots[slot].entry < 0 ? nil : Int(slots[slot].entry)
    }

    /// The slot that holds the name, or the free slot where it belongs.
    private static func slot(
        of name: Span<UInt8>, hash: UInt32, in bytes: Span<UInt8>, _ slots: [Slot],
        _ entries: [Entry]
    ) -> Int {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot].entry >= 0 {
            if slots[slot].hash == hash {
                let other = entries[Int(slots[slot].entry)]
                if areEqual(bytes.extracting(other.name), name) { break }
            }
            slot = (slot + 1) & mask
        }
        return slot
    }

    static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }
}

extension EnvironmentIndex.Entry {
    /// - Parameter range: nil for a string that did not arrive.
    fileprivate init(_ range: Range<Int>?, of bytes: Span<UInt8>) {
        guard let range else {
            self.init(kind: .absent)
            return
        }
        let equals = bytes.firstIndex(
            of: UInt8(ascii: "="), from: range.lowerBound, limit: range.upperBound)
        self.init(
            kind: .other, start: Int32(truncatingIfNeeded: range.lowerBound),
            nameEnd: Int32(truncatingIfNeeded: equals),
            end: Int32(truncatingIfNeeded: range.upperBound))
    }
}

internal import TracerCapture

/// Which strings of an environment are variables, as getenv(3) finds them.
///
///     PATH=/bin   variable     the first of its name
///     HOME=       variable     its value is empty
///     PATH=/opt   other        getenv never finds it
///     junk        other        no =
///     =x          other        no name
///     (nil)       absent       its bytes did not arrive
///
/// Names are found through a hash table over the environment's own bytes: no name is copied. One
/// index serves one environment after the other and keeps its memory.
package struct EnvironmentIndex {
    package enum Kind { case variable, other, absent }

    /// One string of the environment, as places in its bytes.
    package struct Entry {
        package var kind: Kind
        var start: Int32 = 0
        /// Where the = stands that ends the name.
        var nameEnd: Int32 = 0
        var end: Int32 = 0

        package var string: Range<Int> { Int(start)..<Int(end) }
        /// Only of a variable.
        package var name: Range<Int> { Int(start)..<Int(nameEnd) }
        /// Only of a variable.
        package var value: Range<Int> { (Int(nameEnd) + 1)..<Int(end) }
    }

    private struct Slot {
        /// Saves most comparisons of names that happen to share a slot.
        var hash: UInt32
        /// A place in `entries`, or -1.
        var entry: Int32
        static let empty = Slot(hash: 0, entry: -1)
    }

    /// The strings of the environment, one after the other.
    package private(set) var bytes: [UInt8] = []
    /// One for each string, in order.
    package private(set) var entries: [Entry] = []
    /// Open addressing: a name is in the first slot from its hash on that is free or has it. At
    /// least half of them are free.
    private var slots: [Slot] = []
    /// The number of slots in use is a power of two; this is one less.
    private var slotMask = 0
    private let nameHash: NameHash

    init(nameHash: NameHash = NameHash()) {
        self.nameHash = nameHash
    }

    /// Forgets what it held and takes in another environment.
    mutating func index(_ environment: StringList) {
        removeAll()
        bytes = environment.bytes
        entries.reserveCapacity(environment.count)
        var slotCount = 16
        while slotCount < environment.count &* 2 { slotCount &*= 2 }
        slotMask = slotCount - 1
        slots.append(contentsOf: repeatElement(.empty, count: slotCount))

        let strings = bytes
        for position in 0..<environment.count {
            if let string = environment[position] {
                append(string.startIndex..<string.endIndex, of: strings.span)
            } else {
                entries.append(Entry(kind: .absent))
            }
        }
    }

    /// Forgets the environment; the memory is kept unless a huge environment made it large.
    mutating func removeAll() {
        let keep = entries.count <= 8192
        bytes = []
        entries.removeAll(keepingCapacity: keep)
        slots.removeAll(keepingCapacity: keep)
        slotMask = 0
    }

    /// The entry of the variable that has this name, as a place in `entries`.
    func variable(named name: Span<UInt8>) -> Int? {
        guard !slots.isEmpty else { return nil }
        let entry = slots[slot(of: name, hash: nameHash.hash(name), in: bytes.span)].entry
        return entry < 0 ? nil : Int(entry)
    }

    /// Adds an entry for the string that stands at this place.
    private mutating func append(_ range: Range<Int>, of bytes: Span<UInt8>) {
        var entry = Entry(
            kind: .other, start: Int32(truncatingIfNeeded: range.lowerBound),
            end: Int32(truncatingIfNeeded: range.upperBound))
        var equals = range.lowerBound
        while equals < range.upperBound, bytes[equals] != 0x3d { equals += 1 }
        if equals < range.upperBound, equals > range.lowerBound {
            entry.nameEnd = Int32(truncatingIfNeeded: equals)
            let name = bytes.extracting(range.lowerBound..<equals)
            let hash = nameHash.hash(name)
            let slot = slot(of: name, hash: hash, in: bytes)
            if slots[slot].entry < 0 {
                slots[slot] = Slot(hash: hash, entry: Int32(truncatingIfNeeded: entries.count))
                entry.kind = .variable
            }
        }
        entries.append(entry)
    }

    /// The slot that holds the name, or the free one where it belongs.
    ///
    /// - Parameter bytes: The strings of the environment; `self.bytes`, but held elsewhere.
    private func slot(of name: Span<UInt8>, hash: UInt32, in bytes: Span<UInt8>) -> Int {
        var slot = Int(hash) & slotMask
        while slots[slot].entry >= 0 {
            if slots[slot].hash == hash {
                let other = entries[Int(slots[slot].entry)]
                if Self.areEqual(bytes.extracting(other.name), name) { break }
            }
            slot = (slot + 1) & slotMask
        }
        return slot
    }

    static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }
}

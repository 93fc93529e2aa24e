internal import SwiftletBytes
internal import Synchronization

/// The types of a table by name: a hash table over the names that types have.
struct BTFNameIndex: Sendable {
    /// For each slot, the position of its first type, plus 1; 0 if the slot is empty. A name's first bytes determine
    /// its slot.
    private let heads: [UInt32]
    /// For each type, the position of the next one of its slot, plus 1; in ascending order.
    private let next: [UInt32]

    private static var slotBits: UInt64 { 16 }
    /// How many bytes of a name count. A thousand types begin with `trace_event_data_offsets_`.
    private static var hashed: Int { 32 }

    /// Reads the beginning of each type's name once: 126,000 types take as long as two searches.
    init(_ index: BTFTypeIndex, _ strings: BTFStrings) {
        var heads = [UInt32](repeating: 0, count: 1 << Int(Self.slotBits))
        var next = [UInt32](repeating: 0, count: index.names.count)
        let span = strings.bytes.span
        var position = index.names.count
        while position > 0 {
            position -= 1
            // Types without a name are many, and nobody looks for them.
            if index.names[position] == 0 { continue }
            let slot = Self.slot(span, at: Int(index.names[position]) - strings.start)
            next[position] = heads[slot]
            heads[slot] = UInt32(truncatingIfNeeded: position + 1)
        }
        self.heads = heads
        self.next = next
    }

    /// Calls `body` with the position of each type that may have this name, in ascending order.
    func forEachPosition(of name: [UInt8], _ body: (Int) -> Void) {
        var beginning = [UInt8](name.prefix(Self.hashed))
        beginning += [UInt8](repeating: 0, count: Self.hashed - beginning.count)
        // SAFETY: initialised bytes.
        var entry = heads[unsafe Self.slot(beginning.span.bytes, at: 0)]
        while entry != 0 {
            body(Int(entry) - 1)
            entry = next[Int(entry) - 1]
        }
    }

    /// The slot of the name at an offset; any slot for an offset outside the strings, which no name matches.
    private static func slot(_ span: RawSpan, at: Int) -> Int {
        var mixed: UInt64 = 0
        for offset in stride(from: at, to: at + hashed, by: 8) {
            let next = word(span, at: offset)
            let zeros = zeros(next)
            // Without what follows the first NUL.
            let cut = zeros == 0 ? next : next & ((1 << UInt64(zeros.trailingZeroBitCount - 7)) - 1)
            mixed = (mixed ^ mixed >> 29 ^ cut) &* 0x9e37_79b9_7f4a_7c15
            if zeros != 0 { break }
        }
        return Int(((mixed ^ mixed >> 29) &* 0xff51_afd7_ed55_8ccd) >> (64 - slotBits))
    }

    /// Eight bytes in a little-endian word; those behind the end are 0.
    private static func word(_ span: RawSpan, at: Int) -> UInt64 {
        if at >= 0, at <= span.byteCount - 8 {
            // SAFETY: at + 8 <= byteCount.
            return unsafe span.unsafeLoadUnaligned(fromUncheckedByteOffset: at, as: UInt64.self).littleEndian
        }
        guard at >= 0 else { return 0 }
        var word: UInt64 = 0
        for index in 0..<8 where at + index < span.byteCount {
            // SAFETY: at + index < byteCount.
            let byte = unsafe span.unsafeLoad(fromUncheckedByteOffset: at + index, as: UInt8.self)
            word |= UInt64(byte) << UInt64(8 * index)
        }
        return word
    }

    /// The highest bit of each zero byte, exactly up to the first one.
    private static func zeros(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}

/// A table's index by name, made when it pays off: at the second search, which would take half as long.
final class BTFLazyNameIndex: Sendable {
    private let searches = Atomic<Int>(0)
    private let isLocked = Atomic<Bool>(false)
    // SAFETY: `isLocked` guards it.
    nonisolated(unsafe) private var made: BTFNameIndex?

    /// Counts a search, and makes the index at the second; nil before. Two threads may both make it.
    func index(_ types: BTFTypeIndex, _ strings: BTFStrings) -> BTFNameIndex? {
        guard searches.add(1, ordering: .relaxed).oldValue >= 1 else { return nil }
        // SAFETY: under the lock.
        if let made = locked({ unsafe made }) { return made }
        let index = BTFNameIndex(types, strings)
        // SAFETY: under the lock.
        locked { unsafe made = index }
        return index
    }

    /// A spin lock: the critical sections are a few instructions long.
    private func locked<Result>(_ body: () -> Result) -> Result {
        while isLocked.exchange(true, ordering: .acquiring) {}
        defer { isLocked.store(false, ordering: .releasing) }
        return body()
    }
}

/// The environments of the latest execs: most programs get the one that their parent or their neighbour has.
///
///     bytes in the ring ──▶ known: the same Environment, with its index and its number
///                      └──▶ new: a copy, under a new number
///
/// What later stages compute from an environment, they keep under its number (`EnvironmentNumbers`), so that a
/// repeated environment is indexed, searched and formatted once. An environment is known only if every byte
/// is the same. The table is bounded in environments and in bytes.
struct RecentEnvironments {
    private struct Entry {
        var fingerprint: UInt64
        var environment: Environment
    }

    private var entries: [Entry] = []
    /// Memory of what is kept.
    private(set) var bytes = 0
    /// The next entry to replace.
    private var oldest = 0

    /// The environment in these bytes, in the layout that the kernel gives a new program.
    mutating func environment(in block: RawSpan) -> Environment {
        let fingerprint = Self.fingerprint(of: block)
        // Few environments share a fingerprint, unless somebody wants them to.
        var comparisons = 4
        for index in entries.indices where entries[index].fingerprint == fingerprint {
            // SAFETY: bytes have no padding.
            if unsafe entries[index].environment.bytes.span.bytes.equals(block) {
                return entries[index].environment
            }
            comparisons -= 1
            if comparisons == 0 { break }
        }
        let environment = Environment(block: [UInt8](copying: block))
        // A string without its NUL got one, so the bytes differ.
        guard environment.bytes.count == block.byteCount, environment.memory <= Self.byteLimit / 2
        else {
            return environment
        }
        return keep(environment.numbered(), fingerprint)
    }

    private mutating func keep(_ environment: Environment, _ fingerprint: UInt64) -> Environment {
        if bytes + environment.memory > Self.byteLimit {
            entries.removeAll(keepingCapacity: true)
            (bytes, oldest) = (0, 0)
        }
        bytes += environment.memory
        let entry = Entry(fingerprint: fingerprint, environment: environment)
        if entries.count < EnvironmentNumbers.slotCount {
            entries.append(entry)
        } else {
            bytes -= entries[oldest].environment.memory
            entries[oldest] = entry
            oldest = (oldest + 1) % EnvironmentNumbers.slotCount
        }
        return environment
    }

    private static var byteLimit: Int { 1 << 20 }

    /// The length and sixteen words of the bytes, mixed.
    private static func fingerprint(of block: RawSpan) -> UInt64 {
        var value = UInt64(truncatingIfNeeded: block.byteCount)
        guard block.byteCount >= 8 else { return value }
        let last = block.byteCount - 8
        for sample in 0..<16 {
            // SAFETY: the offset is at most last, which leaves eight bytes, and any bits are a valid UInt64.
            let word = unsafe block.unsafeLoadUnaligned(
                fromUncheckedByteOffset: last &* sample / 15, as: UInt64.self)
            value = (value ^ word) &* 0x9e37_79b9_7f4a_7c15
            value ^= value >> 32
        }
        return value
    }
}

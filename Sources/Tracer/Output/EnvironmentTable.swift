internal import TracerCapture

/// The environments that were written last, so that one which comes again need not be written again.
///
/// Bounded by number and by bytes; the one that was not used for longest goes first. An environment
/// that comes again after that is written again, under a new number: no number is used twice.
struct EnvironmentTable {
    private struct Entry {
        let environment: Environment
        /// Nobody can choose environments that have the same, so what is compared is almost always equal.
        let hash: UInt32
        let number: UInt64
        var lastUse: UInt64
    }

    enum Answer: Equatable {
        /// To be written, under this number.
        case new(UInt64)
        /// Was written under this number.
        case known(UInt64)
        /// Too large to be kept: to be written without a number.
        case unnumbered
    }

    private let mostEntries: Int
    private let mostBytes: Int
    private var entries: [Entry] = []
    private var bytes = 0
    private var lastNumber: UInt64 = 0
    private var uses: UInt64 = 0
    private let nameHash = NameHash.ofProcess

    init(mostEntries: Int = 256, mostBytes: Int = 2 << 20) {
        self.mostEntries = mostEntries
        self.mostBytes = mostBytes
    }

    /// Looks for the environment, byte for byte and in the same order, and keeps it.
    mutating func look(up environment: Environment) -> Answer {
        uses += 1
        let hash = nameHash.hash(environment.bytes.span)
        let found = entries.firstIndex { $0.hash == hash && $0.environment == environment }
        if let found {
            entries[found].lastUse = uses
            return .known(entries[found].number)
        }
        let size = environment.bytes.count + 4 * environment.count
        guard size <= mostBytes, mostEntries > 0 else { return .unnumbered }
        while entries.count >= mostEntries || bytes + size > mostBytes {
            guard let oldest = entries.indices.min(by: { entries[$0].lastUse < entries[$1].lastUse })
            else { break }
            let entry = entries.remove(at: oldest)
            bytes -= entry.environment.bytes.count + 4 * entry.environment.count
        }
        lastNumber += 1
        entries.append(Entry(environment: environment, hash: hash, number: lastNumber, lastUse: uses))
        bytes += size
        return .new(lastNumber)
    }
}

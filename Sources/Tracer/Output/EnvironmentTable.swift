internal import TracerCapture

/// The recently written environments, so that a repeated one need not be written again.
///
/// The table is bounded by number and by bytes, and evicts the least recently used environment. If an evicted
/// one occurs again, it is written again under a new number: numbers are never reused.
struct EnvironmentTable {
    private struct Entry {
        let environment: Environment
        /// A keyed hash: nobody can choose environments that collide, so the comparison after it almost
        /// always succeeds.
        let hash: UInt32
        let number: UInt64
        var lastUse: UInt64
    }

    enum Answer: Equatable {
        /// Write it under this number.
        case new(UInt64)
        /// It was already written under this number.
        case known(UInt64)
        /// Too large to keep: write it without a number.
        case unnumbered
    }

    private let mostEntries: Int
    private let mostBytes: Int
    private var entries: [Entry] = []
    private var bytes = 0
    private var lastNumber: UInt64 = 0
    private var uses: UInt64 = 0
    private let nameHash = NameHash.ofProcess
    /// The numbers in the file of environments that the process has numbered.
    private var numbers = EnvironmentNumbers()
    private var numbersInFile = [UInt64](repeating: 0, count: EnvironmentNumbers.slotCount)

    init(mostEntries: Int = 256, mostBytes: Int = 2 << 20) {
        self.mostEntries = mostEntries
        self.mostBytes = mostBytes
    }

    /// Looks up the environment, byte for byte and in the same order, and stores it if it is new.
    mutating func look(up environment: Environment) -> Answer {
        uses += 1
        let slot = EnvironmentNumbers.slot(of: environment.number)
        if numbers.contains(environment.number), let found = position(of: numbersInFile[slot]) {
            entries[found].lastUse = uses
            return .known(numbersInFile[slot])
        }
        let answer = search(for: environment)
        if environment.number != 0 {
            numbers.insert(environment.number)
            switch answer {
            case .known(let number), .new(let number): numbersInFile[slot] = number
            case .unnumbered: numbersInFile[slot] = 0
            }
        }
        return answer
    }

    /// The entry with this number in the file; they are in the order of their numbers.
    private func position(of number: UInt64) -> Int? {
        var range = 0..<entries.count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if entries[middle].number == number { return middle }
            range =
                entries[middle].number < number
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }

    private mutating func search(for environment: Environment) -> Answer {
        let hash = nameHash.hash(environment.bytes.span)
        let found = entries.firstIndex { $0.hash == hash && $0.environment == environment }
        if let found {
            entries[found].lastUse = uses
            return .known(entries[found].number)
        }
        let size = environment.bytes.count + 4 * environment.count
        guard size <= mostBytes, mostEntries > 0 else { return .unnumbered }
        while entries.count >= mostEntries || bytes + size > mostBytes {
            guard
                let oldest = entries.indices.min(by: { entries[$0].lastUse < entries[$1].lastUse })
            else { break }
            let entry = entries.remove(at: oldest)
            bytes -= entry.environment.bytes.count + 4 * entry.environment.count
        }
        lastNumber += 1
        entries.append(
            Entry(environment: environment, hash: hash, number: lastNumber, lastUse: uses))
        bytes += size
        return .new(lastNumber)
    }
}

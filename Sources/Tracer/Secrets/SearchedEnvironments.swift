internal import TracerCapture

/// The environments that were searched last, and what was found in them.
struct SearchedEnvironments: Sendable {
    private var places: [Place] = []
    /// The next place to replace.
    private var oldest = 0

    /// A place in an environment that was searched, which moves forward.
    struct Place: Sendable {
        private let environment: Environment
        private let entries: [EnvironmentIndex.Entry]
        /// In order, each inside one string.
        private let secrets: [Range<Int>]
        /// The entry that is expected next.
        private var next = 0
        private var misses = 0
        /// The string that was found, and the secret in it that is next.
        private var string = 0..<0
        private var secret = 0

        fileprivate init(_ environment: Environment, _ secrets: [Range<Int>]) {
            self.environment = environment
            entries = environment.entries
            self.secrets = secrets
        }

        /// Finds the same string: usually the next, else the variable of that name.
        mutating func follow(_ entry: EnvironmentIndex.Entry, _ bytes: Span<UInt8>) -> Bool {
            if isSame(next, entry, bytes) {
                next += 1
                return true
            }
            misses += 1
            guard misses < Self.patience,
                let position = environment.variable(named: bytes.extracting(entry.name))
            else { return false }
            // A new value is in the place of the old one.
            let isNew = position == next || !isSame(position, entry, bytes)
            next = position + 1
            return !isNew
        }

        /// Whether the environments have little in common.
        var isUseless: Bool { misses >= Self.patience }

        /// The search for a string that is not the expected one takes about as long as the search in it.
        private static var patience: Int { 16 }

        private mutating func isSame(
            _ position: Int, _ entry: EnvironmentIndex.Entry, _ bytes: Span<UInt8>
        ) -> Bool {
            guard position < entries.count else { return false }
            let other = entries[position]
            guard other.kind != .absent, other.string.count == entry.string.count,
                other.name.count == entry.name.count
            else { return false }
            // SAFETY: bytes have no padding.
            let isSame = unsafe environment.bytes.span.extracting(other.string).bytes.equals(
                bytes.extracting(entry.string).bytes)
            if isSame { begin(other.string) }
            return isSame
        }

        private mutating func begin(_ string: Range<Int>) {
            self.string = string
            var range = 0..<secrets.count
            while !range.isEmpty {
                let middle = (range.lowerBound + range.upperBound) / 2
                let isBefore = secrets[middle].upperBound <= string.lowerBound
                range = isBefore ? middle + 1..<range.upperBound : range.lowerBound..<middle
            }
            secret = range.lowerBound
        }

        /// The next secret in the string that was found, from its beginning.
        mutating func nextSecret() -> Range<Int>? {
            guard secret < secrets.count, secrets[secret].lowerBound < string.upperBound else {
                return nil
            }
            let found = secrets[secret].clamped(to: string)
            secret += 1
            return found.lowerBound - string.lowerBound..<found.upperBound - string.lowerBound
        }
    }

    /// An environment that begins with the same string, or the last one.
    func like(_ environment: Environment) -> Place? {
        guard let first = environment.entries.first else { return nil }
        for place in places {
            var trial = place
            if trial.follow(first, environment.bytes.span) { return place }
        }
        return places.last
    }

    mutating func keep(_ environment: Environment, secrets: [Range<Int>]) {
        guard environment.memory < Self.longest, !environment.isEmpty else { return }
        let place = Place(environment, secrets)
        if places.count < Self.count {
            places.append(place)
        } else {
            places[oldest] = place
            oldest = (oldest + 1) % Self.count
        }
    }

    private static var count: Int { 4 }
    /// In bytes.
    private static var longest: Int { 512 << 10 }
}

/// Finds secrets in strings of a process: places in their bytes.
///
///     SecretFinder+Text      NAME=secret, Name: secret, "name":"secret", scheme://user:secret@host
///     SecretFinder+Command   --name secret, -psecret and other options of well-known programs
///     SecretRule             the table of these options
///
/// The strings stand one after the other, each with a NUL behind it, as in a `StringList`: no place
/// goes beyond the string it begins in.
struct SecretFinder {
    let policy: RedactionPolicy
    /// In no order, and they may overlap.
    private(set) var found: [Range<Int>] = []
    /// The ends of strings that are cut off.
    var cutEnds: [Int] = []

    init(_ policy: RedactionPolicy) {
        self.policy = policy
    }

    mutating func removeAll() {
        found.removeAll(keepingCapacity: true)
        cutEnds.removeAll(keepingCapacity: true)
    }

    /// Notes a secret; one of no bytes is none.
    mutating func note(_ range: Range<Int>) {
        if !range.isEmpty { found.append(range) }
    }

    /// What was found, in order and without overlaps.
    func ranges() -> [Range<Int>] {
        guard !found.isEmpty else { return [] }
        var merged: [Range<Int>] = []
        for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}

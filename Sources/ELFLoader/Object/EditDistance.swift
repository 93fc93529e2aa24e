/// How many letters two names differ by (Levenshtein), to guess what was meant.
package enum EditDistance {
    /// The candidate that differs least from `name`; nil if none differs by at most three letters.
    package static func nearest(to name: String, of candidates: [String]) -> String? {
        let ranked = candidates.map { ($0, between(name, $0)) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= 3 else { return nil }
        return best.0
    }

    package static func between(_ a: String, _ b: String) -> Int {
        let a = Array(a.utf8)
        let b = Array(b.utf8)
        var row = Array(0...b.count)
        for (i, byte) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in b.enumerated() {
                let substitution = diagonal + (byte == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}

/// The edit distance between two names (Levenshtein, in bytes), to suggest a likely name.
package enum EditDistance {
    /// The candidate closest to `name`; nil if every candidate differs by more than three bytes, or
    /// more than half of a short name.
    package static func nearest(to name: String, of candidates: [String]) -> String? {
        let ranked = candidates.map { ($0, between(name, $0)) }
        let furthest = min(3, (name.utf8.count + 1) / 2)
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= furthest else { return nil }
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

internal import TracerCapture

extension SecretFinder {
    /// Finds secrets in the strings of an environment, whose index says where names end.
    ///
    /// Strings that an environment searched before has too are not searched again: what they hide depends on
    /// nothing else, unless they were truncated.
    mutating func search(environment: Environment) {
        let bytes = environment.bytes.span
        let isWhole = cutEnds.isEmpty
        var known = isWhole ? searched.like(environment) : nil
        for entry in environment.entries where entry.kind != .absent && !isExhausted {
            if known?.isUseless ?? false { known = nil }
            if known?.follow(entry, bytes) ?? false {
                spend(entry.string.count / 8 + 2)
                while let secret = known?.nextSecret() {
                    note(
                        entry.string.lowerBound + secret.lowerBound..<entry.string.lowerBound
                            + secret.upperBound)
                }
            } else {
                search(text: bytes, in: entry.string, as: .variable, nameEnd: entry.name.upperBound)
            }
        }
        if isWhole, !isExhausted { searched.keep(environment, secrets: ranges()) }
    }
}

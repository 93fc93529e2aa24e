internal import TracerCapture

extension Redactor {
    /// Replaces each given range of the strings by a mark.
    ///
    /// A range that already holds a mark is left unchanged, so that events redacted when they were recorded
    /// don't change.
    ///
    /// - Parameters:
    ///   - places: Ranges in `strings.bytes`, in order. A range that continues into later strings counts once
    ///     in each.
    ///   - mark: Called for each range with the position of the string, the string, and the bytes to hide.
    static func replacing(
        _ places: [Range<Int>], in strings: StringList,
        with mark: (Int, ArraySlice<UInt8>, ArraySlice<UInt8>) -> [UInt8]
    ) -> StringList {
        var result = StringList()
        var next = 0
        for position in 0..<strings.count {
            guard let string = strings[position] else {
                result.append(nil)
                continue
            }
            var written: [UInt8] = []
            var copied = string.startIndex
            while next < places.count, places[next].lowerBound < string.endIndex {
                let place = places[next].clamped(to: string.startIndex..<string.endIndex)
                // The range continues in later strings.
                let goesOn = places[next].upperBound > string.endIndex + 1
                if !place.isEmpty, !string[place].elementsEqual(Self.mark),
                    !string[place].elementsEqual(Self.markOfOther)
                {
                    written += string[copied..<place.lowerBound]
                    written += mark(position, string, string[place])
                    copied = place.upperBound
                }
                if goesOn { break }
                next += 1
            }
            if copied == string.startIndex {
                result.append(string)
            } else {
                written += string[copied...]
                result.append(written[...])
            }
        }
        return result
    }
}

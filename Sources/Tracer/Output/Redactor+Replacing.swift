internal import TracerCapture

extension Redactor {
    /// The strings with a mark in each of the places.
    ///
    /// A place that holds the mark already is left as it is, so that events that were redacted when
    /// they were recorded don't change.
    ///
    /// - Parameters:
    ///   - places: In `strings.bytes`, in order; a place that goes on in the next strings is one of each.
    ///   - mark: Is asked for each place, with the string, its position and what is hidden of it.
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
                // The rest of it is in strings behind this one.
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

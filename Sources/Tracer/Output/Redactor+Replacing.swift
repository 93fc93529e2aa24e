internal import TracerCapture

extension Redactor {
    /// The strings with a mark in each of the places.
    ///
    /// A place that holds the mark already is left as it is, so that events that were redacted when
    /// they were recorded don't change.
    ///
    /// - Parameters:
    ///   - places: In `strings.bytes`, in order, each within one string.
    ///   - mark: Is asked once for each string in which something is replaced, with its position.
    static func replacing(
        _ places: [Range<Int>], in strings: StringList,
        with mark: (Int, ArraySlice<UInt8>) -> [UInt8]
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
            var used: [UInt8]?
            while next < places.count, places[next].lowerBound < string.endIndex {
                let place = places[next].clamped(to: string.startIndex..<string.endIndex)
                next += 1
                guard !string[place].elementsEqual(Self.mark),
                    !string[place].elementsEqual(Self.markOfOther)
                else { continue }
                let mark = used ?? mark(position, string)
                used = mark
                written += string[copied..<place.lowerBound]
                written += mark
                copied = place.upperBound
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

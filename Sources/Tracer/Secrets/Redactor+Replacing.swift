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
        var edits: [StringList.Edit] = []
        var position = 0
        for place in places {
            // The range may continue in later strings.
            while position < strings.count {
                if let string = strings.range(at: position), string.upperBound > place.lowerBound {
                    let part = place.clamped(to: string)
                    if !part.isEmpty, !isMark(strings.bytes[part]) {
                        let mark = mark(position, strings.bytes[string], strings.bytes[part])
                        edits.append(StringList.Edit(range: part, text: mark))
                    }
                    if place.upperBound <= string.upperBound + 1 { break }
                }
                position += 1
            }
        }
        return edits.isEmpty ? strings : strings.applying(edits)
    }

    private static func isMark(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.elementsEqual(Self.mark) || bytes.elementsEqual(Self.markOfOther)
    }
}

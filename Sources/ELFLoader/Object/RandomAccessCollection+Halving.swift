extension RandomAccessCollection where Index == Int {
    /// The end of the prefix whose elements satisfy a condition, by binary search. Every element that
    /// satisfies it must precede every element that does not.
    package func endOfPrefix(where belongs: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if belongs(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

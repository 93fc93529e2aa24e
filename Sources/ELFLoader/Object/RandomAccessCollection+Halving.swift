extension RandomAccessCollection where Index == Int {
    /// Where the elements end that satisfy a condition which all of them satisfy before the first that
    /// does not: found by halving, in as many steps as the count has binary digits.
    package func endOfPrefix(where belongs: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if belongs(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Checks that records come in the order of the numbers at their beginning.
struct RecordOrder {
    private(set) var expected: UInt64 = 0
    /// The first record out of order.
    private(set) var wrong: String?

    mutating func look(_ record: RawSpan) {
        guard wrong == nil else { return }
        guard record.byteCount >= 8 else {
            wrong = "a record of \(record.byteCount) bytes"
            return
        }
        // SAFETY: the record has at least 8 bytes.
        let number = unsafe record.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)
        if number != expected { wrong = "record \(number), expected \(expected)" }
        expected += 1
    }
}

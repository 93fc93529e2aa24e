/// `char[TASK_COMM_LENGTH]`, as it is imported.
typealias CommBytes = (
    CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar,
    CChar, CChar, CChar
)

extension Array<UInt8> {
    /// The bytes of a `comm`, up to its first NUL.
    init(comm: CommBytes) {
        // SAFETY: a tuple of 16 bytes, looked at in place.
        self = unsafe Swift.withUnsafeBytes(of: comm) { bytes in
            unsafe [UInt8](bytes.prefix { $0 != 0 })
        }
    }
}

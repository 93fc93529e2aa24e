extension Array<UInt8> {
    /// The bytes of a `char[]` of C, up to its first NUL.
    init<T: BitwiseCopyable>(text: T) {
        // SAFETY: an array of C, imported as a tuple without gaps, looked at in place.
        self = unsafe Swift.withUnsafeBytes(of: text) { bytes in
            unsafe [UInt8](bytes.prefix { $0 != 0 })
        }
    }
}

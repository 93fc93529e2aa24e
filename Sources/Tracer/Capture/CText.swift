extension Array<UInt8> {
    /// The bytes of a C `char[]`, up to its first NUL.
    init<T: BitwiseCopyable>(text: T) {
        // SAFETY: a C array, imported as a tuple without padding, is read in place.
        self = unsafe Swift.withUnsafeBytes(of: text) { bytes in
            unsafe [UInt8](bytes.prefix { $0 != 0 })
        }
    }
}

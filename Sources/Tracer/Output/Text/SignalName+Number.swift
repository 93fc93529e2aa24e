extension SignalName {
    /// The number of the signal to which `append` gives this name; nil if there is none.
    public static func number(named name: [UInt8]) -> UInt32? {
        // wait(2) encodes a signal in 7 bits.
        for number in 1...127 as ClosedRange<UInt32> {
            var buffer = OutputBuffer()
            append(number, to: &buffer)
            if buffer.bytes == name { return number }
        }
        return nil
    }
}

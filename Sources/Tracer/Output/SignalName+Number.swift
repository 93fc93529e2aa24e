extension SignalName {
    /// The number of a signal by the name that `append` gives it; nil if it gives that name to none.
    public static func number(named name: [UInt8]) -> UInt32? {
        // As wait(2) has it, a signal takes 7 bits.
        for number in 1...127 as ClosedRange<UInt32> {
            var buffer = OutputBuffer()
            append(number, to: &buffer)
            if buffer.bytes == name { return number }
        }
        return nil
    }
}

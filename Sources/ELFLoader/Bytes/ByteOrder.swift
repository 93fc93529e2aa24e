/// The order of an integer's bytes in memory.
public enum ByteOrder: Sendable, Equatable {
    case little
    case big

    /// The order of the machine that runs this code.
    public static var host: ByteOrder {
        1.littleEndian == 1 ? .little : .big
    }
}

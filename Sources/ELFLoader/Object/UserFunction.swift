/// A function of a program or library, or an instruction in it.
public struct UserFunction: Sendable, Equatable {
    /// A path, or a name to look up as the dynamic loader (`libc.so.6`) or a shell (`bash`) does.
    package var path: String
    /// The symbol name, with a version after `@` if needed. If empty, `offset` counts from the start of
    /// the file.
    package var symbol: String
    /// The offset in bytes from the start of the function.
    package var offset: UInt64

    public init(path: String, symbol: String, offset: UInt64 = 0) {
        self.path = path
        self.symbol = symbol
        self.offset = offset
    }
}

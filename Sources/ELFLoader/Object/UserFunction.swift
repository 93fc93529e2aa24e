/// A function of a program or library, or an instruction of it.
public struct UserFunction: Sendable, Equatable {
    /// A path, or a name that is searched for as the dynamic loader (`libc.so.6`) or a shell
    /// (`bash`) would.
    public var path: String
    /// With a version after `@` if need be; empty: `offset` counts from the beginning of the file.
    public var symbol: String
    /// Bytes from the beginning of the function.
    public var offset: UInt64

    public init(path: String, symbol: String, offset: UInt64 = 0) {
        self.path = path
        self.symbol = symbol
        self.offset = offset
    }
}

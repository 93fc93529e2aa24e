/// The users of a host, as in passwd(5).
public struct UserTable: Sendable {
    private var names: [UInt32: [UInt8]] = [:]
    private var numbers: [[UInt8]: UInt32] = [:]

    public init() {}

    /// Reads the valid lines; the first line with a name or a number wins.
    public init(parsing passwd: [UInt8]) {
        for line in passwd.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard fields.count >= 3, !fields[0].isEmpty,
                let number = UInt32(String(decoding: fields[2], as: UTF8.self))
            else { continue }
            let name = Array(fields[0])
            if names[number] == nil { names[number] = name }
            if numbers[name] == nil { numbers[name] = number }
        }
    }

    /// The user's name, or the number in decimal if it has none.
    public func name(of user: UInt32) -> [UInt8] {
        names[user] ?? Array("\(user)".utf8)
    }

    /// The user's number.
    public subscript(name: String) -> UInt32? { numbers[Array(name.utf8)] }
}

/// The users of a host, as passwd(5) has them.
public struct UserTable: Sendable {
    private var names: [UInt32: [UInt8]] = [:]
    private var numbers: [[UInt8]: UInt32] = [:]

    public init() {}

    /// Takes the lines that make sense; the first line of a name or a number counts.
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

    /// The name, or the number in decimal if there is none.
    public func name(of user: UInt32) -> [UInt8] {
        names[user] ?? Array("\(user)".utf8)
    }

    /// The number of a user.
    public subscript(name: String) -> UInt32? { numbers[Array(name.utf8)] }
}

/// The names of users, as passwd(5) has them.
public struct UserNames: Sendable {
    private var names: [UInt32: [UInt8]] = [:]

    public init() {}

    /// Takes the lines that make sense; the first of a number counts.
    public init(parsing passwd: [UInt8]) {
        for line in passwd.split(separator: 0x0a) {
            let fields = line.split(separator: 0x3a, omittingEmptySubsequences: false)
            guard fields.count >= 3, !fields[0].isEmpty,
                let number = UInt32(String(decoding: fields[2], as: UTF8.self))
            else { continue }
            if names[number] == nil { names[number] = Array(fields[0]) }
        }
    }

    /// The name, or the number in decimal if there is none.
    public func name(of user: UInt32) -> [UInt8] {
        names[user] ?? Array("\(user)".utf8)
    }
}

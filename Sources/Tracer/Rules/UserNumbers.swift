/// The numbers of users by name, as passwd(5) has them.
public struct UserNumbers: Sendable {
    private var numbers: [String: UInt32] = [:]

    public init() {}

    /// Takes the lines that make sense; the first of a name counts.
    public init(parsing passwd: [UInt8]) {
        for line in passwd.split(separator: 0x0a) {
            let fields = line.split(separator: 0x3a, omittingEmptySubsequences: false)
            guard fields.count >= 3, !fields[0].isEmpty,
                let number = UInt32(String(decoding: fields[2], as: UTF8.self))
            else { continue }
            let name = String(decoding: fields[0], as: UTF8.self)
            if numbers[name] == nil { numbers[name] = number }
        }
    }

    public subscript(name: String) -> UInt32? { numbers[name] }
}

/// The users of a host, as in passwd(5).
public struct UserTable: Sendable {
    private var names: [UInt32: [UInt8]] = [:]
    private var numbers: [[UInt8]: UInt32] = [:]

    public init() {}

    /// A valid line. What a short one lacks is empty.
    package struct Entry {
        package let name: [UInt8]
        package let uid: UInt32
        /// The primary group.
        package let gid: UInt32?
        package let home: [UInt8]
        package let shell: [UInt8]

        fileprivate init?(line: ArraySlice<UInt8>) {
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            func field(_ index: Int) -> [UInt8] { index < fields.count ? Array(fields[index]) : [] }
            guard !field(0).isEmpty, let uid = UInt32(String(decoding: field(2), as: UTF8.self)) else { return nil }
            name = field(0)
            self.uid = uid
            gid = UInt32(String(decoding: field(3), as: UTF8.self))
            home = field(5)
            shell = field(6)
        }

        /// The first line of a user, given by name or else by number.
        package init?(of user: [UInt8], in passwd: [UInt8]) {
            let entries = passwd.split(separator: UInt8(ascii: "\n")).compactMap { Entry(line: $0) }
            let number = UInt32(String(decoding: user, as: UTF8.self))
            guard let entry = entries.first(where: { $0.name == user }) ?? entries.first(where: { $0.uid == number })
            else { return nil }
            self = entry
        }
    }

    /// Reads the valid lines; the first line with a name or a number wins.
    public init(parsing passwd: [UInt8]) {
        for line in passwd.split(separator: UInt8(ascii: "\n")) {
            guard let entry = Entry(line: line) else { continue }
            if names[entry.uid] == nil { names[entry.uid] = entry.name }
            if numbers[entry.name] == nil { numbers[entry.name] = entry.uid }
        }
    }

    /// The user's name, or the number in decimal if it has none.
    public func name(of user: UInt32) -> [UInt8] {
        names[user] ?? Array("\(user)".utf8)
    }

    /// The user's number.
    public subscript(name: String) -> UInt32? { numbers[Array(name.utf8)] }
}

internal import TracerCapture

/// Assigns numbers to environments and their strings, so that each is written once.
struct EnvironmentTable: Sendable {
    /// The limit for strings and sets with their overhead, in bytes. When it is reached the table is cleared;
    /// what occurs again is then written again under a new number, so that the page lacks nothing.
    static var standardLimit: Int { 16 << 20 }
    /// Overhead of a string or a set in bytes: its header, and its slot in a half-full table.
    static var overhead: Int { 112 }

    private let limit: Int

    private var strings: [[UInt8]: UInt32] = [:]
    private var sets: [[UInt32]: UInt32] = [:]
    private var stringCount: UInt32 = 0
    private var setCount: UInt32 = 0
    private(set) var size = 0
    private var newStrings: [[UInt8]] = []
    private var newSets: [[UInt32]] = []

    init(limit: Int = EnvironmentTable.standardLimit) {
        self.limit = limit
    }

    /// - Parameter namesOnly: Take only `NAME` of each `NAME=value`.
    mutating func number(of environment: Environment, namesOnly: Bool) -> UInt32 {
        if size > limit {
            strings.removeAll()
            sets.removeAll()
            size = 0
        }
        var set: [UInt32] = []
        set.reserveCapacity(environment.count)
        for entry in environment.entries where entry.kind != .absent {
            set.append(number(of: Array(environment.bytes[namesOnly ? entry.name : entry.string])))
        }
        if let number = sets[set] { return number }
        let number = setCount
        setCount += 1
        sets[set] = number
        size += 4 * set.count + Self.overhead
        newSets.append(set)
        return number
    }

    private mutating func number(of string: [UInt8]) -> UInt32 {
        if let number = strings[string] { return number }
        let number = stringCount
        stringCount += 1
        strings[string] = number
        size += string.count + Self.overhead
        newStrings.append(string)
        return number
    }

    /// The strings and sets numbered since the last call, in number order.
    mutating func takeNew() -> (strings: [[UInt8]], sets: [[UInt32]]) {
        defer {
            newStrings = []
            newSets = []
        }
        return (newStrings, newSets)
    }
}

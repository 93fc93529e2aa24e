internal import TracerCapture

/// Numbers for environments and for their strings, so that each is written once.
struct EnvironmentTable: Sendable {
    /// In bytes, of strings and sets with what a table takes for each. Then it forgets what it had, and
    /// what comes again is written again, under a new number: nothing is left out of the page.
    static var standardLimit: Int { 16 << 20 }
    /// Of a string or a set, beside its own bytes: its header, and its place in a table that is half full.
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

    /// - Parameter namesOnly: Of `NAME=value` only `NAME` is taken.
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

    /// What has got a number since the last call, in the order of the numbers.
    mutating func takeNew() -> (strings: [[UInt8]], sets: [[UInt32]]) {
        defer {
            newStrings = []
            newSets = []
        }
        return (newStrings, newSets)
    }
}

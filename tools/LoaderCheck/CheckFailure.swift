/// A check failed.
struct CheckFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// - Throws: `CheckFailure` unless both are the same.
func expect<Value: Equatable>(
    _ found: Value, _ expected: Value, _ what: @autoclosure () -> String
) throws(CheckFailure) {
    guard found == expected else {
        throw CheckFailure("\(what()): \(found), expected \(expected)")
    }
}

/// The options and words that a command was called with.
///
/// An option is asked for by its name. It must be in the description: a name that isn't is a programming error.
public struct ParsedArguments {
    public let command: CommandDescription
    /// The words that are no options, in order.
    public internal(set) var words: [ByteString] = []
    var found: [(name: String, value: ByteString?)] = []

    init(_ command: CommandDescription) { self.command = command }

    private func occurrences(of name: String) -> [ByteString?] {
        precondition(command.options.contains { $0.name == name }, "--\(name) is not described")
        var values: [ByteString?] = []
        for option in found where option.name == name { values.append(option.value) }
        return values
    }

    public func has(_ name: String) -> Bool { !occurrences(of: name).isEmpty }

    /// All values of an option, in order; an empty one for an optional value that is left out.
    public func all(_ name: String) -> [ByteString] {
        occurrences(of: name).map { $0 ?? "" }
    }

    /// The last value.
    public func last(_ name: String) -> ByteString? { all(name).last }

    /// The last value, converted.
    ///
    /// - Parameter expected: What a value must be, for the error if `convert` returns nil.
    public func last<Value>(
        _ name: String, expected: String, _ convert: (String) -> Value?
    ) throws(UsageError) -> Value? {
        guard let value = last(name) else { return nil }
        return try Self.converted(value, name, expected, convert)
    }

    /// All values, converted.
    public func all<Value>(
        _ name: String, expected: String, _ convert: (String) -> Value?
    ) throws(UsageError) -> [Value] {
        var values: [Value] = []
        for value in all(name) { values.append(try Self.converted(value, name, expected, convert)) }
        return values
    }

    private static func converted<Value>(
        _ value: ByteString, _ name: String, _ expected: String, _ convert: (String) -> Value?
    ) throws(UsageError) -> Value {
        guard let text = value.text else {
            throw .invalidValue(option: "--" + name, value: value.shown, expected: "UTF-8")
        }
        guard let converted = convert(text) else {
            throw .invalidValue(option: "--" + name, value: text, expected: expected)
        }
        return converted
    }
}

/// What is wrong with a command line. Options are named with their dashes.
public enum UsageError: Error, Equatable {
    /// `nearest` is a similar name that exists. `mayBeOfCommand`: a command line with options of its own may follow.
    case unknownOption(String, nearest: String?, mayBeOfCommand: Bool = false)
    /// The option belongs to another command; `reason` says why this one doesn't have it.
    case optionOfOtherCommand(String, owner: String, reason: String?)
    /// The option follows the beginning of the traced command, and both may be meant.
    case optionAfterCommand(String, command: String)
    case missingValue(option: String, value: String)
    /// A value that is the name of an option: probably it was forgotten.
    case optionAsValue(option: String, value: String)
    case unexpectedValue(option: String)
    case invalidValue(option: String, value: String, expected: String)
    case unknownCommand(String, nearest: String?, known: [String])
    case missingWord(String, usage: String)
    case unexpectedWord(String)
    /// Options that don't go together, in words.
    case conflict(String)

    public var message: String {
        switch self {
        case .unknownOption(let name, let nearest?, _):
            "\(name): no such option; did you mean \(nearest)?"
        case .unknownOption(let name, nil, let mayBeOfCommand):
            "\(name): no such option"
                + (mayBeOfCommand ? "; options of the command to run come after its name" : "")
        case .optionOfOtherCommand(let name, let owner, let reason):
            "\(name) " + (reason ?? "is an option of \(owner)")
        case .optionAfterCommand(let name, let command):
            "\(name): write it before '\(command)'; or, if it is an option of that command, write -- before '\(command)'"
        case .missingValue(let option, let value): "\(option): the value is missing: \(option) \(value)"
        case .optionAsValue(let option, let value):
            "\(option): the value is missing; if \(value) is the value, write \(option)=\(value)"
        case .unexpectedValue(let option): "\(option) takes no value"
        case .invalidValue(let option, let value, let expected):
            "\(option): '\(value)': expected \(expected)"
        case .unknownCommand(let name, let nearest?, _):
            "'\(name)': no such command; did you mean '\(nearest)'?"
        case .unknownCommand(let name, nil, let known):
            "'\(name)': no such command; there are " + known.joined(separator: ", ")
        case .missingWord(let name, let usage): "\(name) is missing: \(usage)"
        case .unexpectedWord(let word): "'\(word)': one argument too many"
        case .conflict(let message): message
        }
    }
}

/// Why nothing can be sent at all. Messages contain no header values and no part of a URL.
public enum ExporterError: Error, Equatable, CustomStringConvertible {
    case setting(String, found: String, expected: String)
    case url(String, problem: String)
    case headers(String)
    case certificate(path: String, problem: String)

    public var description: String {
        switch self {
        case .setting(let name, let found, let expected):
            "\(name): '\(found)' is not supported: expected \(expected)"
        case .url(let name, let problem): "\(name): the URL makes no sense: \(problem)"
        case .headers(let name):
            "\(name): expected name=value pairs with commas between them, percent-encoded"
        case .certificate(let path, let problem):
            "\(path): no certificates can be read from it: \(problem)"
        }
    }
}

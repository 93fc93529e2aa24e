/// Why a file is not a recorded run. Lines and columns count from 1, columns in bytes.
public enum RecordingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line is not JSON.
    case notJSON(line: Int, column: Int, what: String)
    /// A value is missing or has the wrong type for its key.
    case field(line: Int, column: Int, key: String, expected: String)
    /// The line exceeds the longest possible in a recorded run.
    case tooLong(line: Int, limit: Int)

    /// `line:column: what`, to print after the file's name and a colon.
    public var description: String {
        switch self {
        case .notJSON(let line, let column, let what): "\(line):\(column): \(what)"
        case .field(let line, let column, "", let expected): "\(line):\(column): expected \(expected)"
        case .field(let line, let column, let key, let expected):
            "\(line):\(column): \"\(key)\": expected \(expected)"
        case .tooLong(let line, let limit):
            "\(line):1: a line of more than \(limit) bytes: expected one event per line"
        }
    }
}

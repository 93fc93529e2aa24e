/// Why a file is no recorded run. Lines and columns are counted from 1, columns in bytes.
public enum RecordingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line is no JSON.
    case notJSON(line: Int, column: Int, what: String)
    /// A value is not what the key says that it is, or is not there.
    case field(line: Int, column: Int, key: String, expected: String)
    /// No line of a recorded run is that long.
    case tooLong(line: Int, limit: Int)

    /// `line:column: what`, to follow the name of the file and a colon.
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

internal import SwiftletYAML
public import TracerOutput

/// A configuration file: rules, and options with the same names as on the command line.
public struct Configuration: Sendable {
    /// An option's value and its place in the file; the command line validates it.
    public struct Setting: Sendable, Equatable {
        public var value: String
        public var line: Int
        public var column: Int
    }

    public var format: Setting?
    public var output: Setting?
    /// Append to the output file if it exists.
    public var append = false
    public var env: Setting?
    public var redact: [Setting] = []
    /// Comma-separated.
    public var events: Setting?
    public var rules: [Rule] = []

    public init() {}

    /// Explains why users other than root could place their own file at a path; returns nil if they can't.
    public typealias Distrust = (_ path: [UInt8]) -> String?

    /// - Parameters:
    ///   - file: The text of the file.
    ///   - users: The number of each user, by name.
    ///   - distrust: Called for each path that a rule matches on to leave execs out.
    /// - Throws: `ConfigurationError` with the location of the error.
    public init(
        parsing file: [UInt8], users: UserTable = UserTable(),
        distrust: @escaping Distrust = { _ in nil }
    ) throws(ConfigurationError) {
        var reader = YAMLReader(file)
        let document: YAMLNode
        do throws(YAMLError) { document = try reader.document() } catch {
            throw ConfigurationError(error)
        }
        self = try ConfigurationReader(users: users, distrust: distrust).configuration(document)
    }
}

internal import SwiftletYAML
public import TracerOutput

/// A configuration file: rules, and options of the same names as on the command line.
public struct Configuration: Sendable {
    /// An option's value, with its place in the file; whether it is one, the command line knows.
    public struct Setting: Sendable, Equatable {
        public var value: String
        public var line: Int
        public var column: Int
    }

    public var format: Setting?
    public var output: Setting?
    /// Go on with the output file if it is there.
    public var append = false
    public var env: Setting?
    public var redact: [Setting] = []
    /// With commas between them.
    public var events: Setting?
    public var rules: [Rule] = []

    public init() {}

    /// Says why users other than root could put a file of their own at a path; nil if they can't.
    public typealias Distrust = (_ path: [UInt8]) -> String?

    /// - Parameters:
    ///   - file: The text of the file.
    ///   - users: The number of each user, by name.
    ///   - distrust: Asked for each path that a rule which leaves execs out goes by.
    /// - Throws: `ConfigurationError` with the place of what is wrong.
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

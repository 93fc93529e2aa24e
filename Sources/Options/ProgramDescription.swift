/// The program. Parsing, help, completions, man pages and the tables of docs/ all come from this description.
public struct ProgramDescription: Sendable {
    public let version: String
    /// The program without a command: what is said about it, and its own options.
    public let main: CommandDescription
    public let commands: [CommandDescription]

    public init(version: String, main: CommandDescription, commands: [CommandDescription]) {
        self.version = version
        self.main = main
        self.commands = commands
    }

    public var name: String { main.name }

    public func command(named name: String) -> CommandDescription? {
        commands.first { $0.name == name }
    }

    /// `swiftlet trace`; `swiftlet` for the program itself.
    func fullName(_ command: CommandDescription) -> String {
        command.name == name ? name : name + " " + command.name
    }
}

internal import ELFLoader
internal import SwiftletOptions
internal import Tracer
internal import TracerRules

/// The file of `--config`, which may be reloaded while a trace runs.
struct ConfigurationFile {
    let path: ByteString
    /// The options of the command line, which take precedence over the file.
    let options: OutputOptions

    /// - Throws: `Failure` with the location of the error: `FILE:LINE:COLUMN: what`.
    func read() throws(Failure) -> LoadedConfiguration {
        let text = try bytes()
        var users = UserTable()
        if let passwd = try? Kernel.readFile("/etc/passwd") { users = UserTable(parsing: passwd) }
        do throws(ConfigurationError) {
            return LoadedConfiguration(
                file: self,
                content: try Configuration(parsing: text, users: users) { FileOwners.distrust($0) })
        } catch {
            throw Failure(status: ExitStatus.configuration, message: "\(path.shown):\(error)")
        }
    }

    private func bytes() throws(Failure) -> [UInt8] {
        let file = try RecordingFile(path)
        var text: [UInt8] = []
        while text.count <= Self.limit {
            let piece = try file.read()
            guard !piece.isEmpty else { return text }
            text.append(contentsOf: piece)
        }
        throw Failure(
            status: ExitStatus.noInput,
            message: "\(path.shown): can't be read: it has more than \(Self.limit >> 20) MB")
    }

    /// In bytes.
    private static var limit: Int { 16 << 20 }

    /// Its current content, and the resulting options.
    func readAgain() throws(Failure) -> (OutputOptions, LoadedConfiguration) {
        let configuration = try read()
        var options = options
        try options.complete(with: configuration)
        return (options, configuration)
    }
}

/// A configuration, and where it comes from.
struct LoadedConfiguration {
    let file: ConfigurationFile
    let content: Configuration

    /// Whether a rule is about the environment.
    var rulesNeedValues: Bool { content.rules.contains { $0.match.needsEnvironment } }

    /// In a sentence.
    var told: String {
        "\(file.path.shown): \(content.rules.count) \(content.rules.count == 1 ? "rule" : "rules")"
    }
}

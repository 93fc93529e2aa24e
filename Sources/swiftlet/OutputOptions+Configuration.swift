internal import SwiftletOptions
internal import TracerPipeline
internal import TracerRules

extension OutputOptions {
    /// Reads the file of `--config`, and takes from it the options that the command line doesn't have.
    ///
    /// - Returns: What it says; nil if there is none.
    /// - Throws: `Failure` if it can't be read, or something is wrong with it.
    mutating func takeConfiguration() throws(Failure) -> LoadedConfiguration? {
        guard let config else { return nil }
        let configuration = try ConfigurationFile(path: config, options: self).read()
        try complete(with: configuration)
        return configuration
    }

    /// Takes the options that the command line doesn't have.
    ///
    /// - Throws: `Failure` if one is no such option, or they don't go together.
    mutating func complete(with configuration: LoadedConfiguration) throws(Failure) {
        let path = configuration.file.path.shown
        let content = configuration.content
        if chosenFormat == nil {
            chosenFormat = try Self.value(content.format, "format", path, Format.names) {
                Format(rawValue: $0)
            }
        }
        if env == nil {
            env = try Self.value(content.env, "env", path, Environment.names) {
                Environment(rawValue: $0)
            }
        }
        if chosenEvents == nil {
            chosenEvents = try Self.value(content.events, "events", path, EventKinds.names) {
                EventKinds(names: $0)
            }
        }
        output = output ?? content.output.map { ByteString($0.value) }
        append = append || content.append
        if redact.isEmpty {
            // At once: each change of an option copies all that it holds.
            var options: [RedactOption] = []
            for setting in content.redact {
                let option = try Self.value(setting, "redact", path, ["default", "none or a pattern"]) {
                    $0.isEmpty ? nil : RedactOption(ByteString($0))
                }
                if let option { options.append(option) }
            }
            redact = options
        }
        do throws(UsageError) { try validateTogether() } catch {
            throw Failure(status: ExitStatus.configuration, message: "\(path): \(error.message)")
        }
    }

    private static func value<Value>(
        _ setting: Configuration.Setting?, _ key: String, _ path: String, _ known: [String],
        _ convert: (String) -> Value?
    ) throws(Failure) -> Value? {
        guard let setting else { return nil }
        guard let value = convert(setting.value) else {
            throw Failure(
                status: ExitStatus.configuration,
                message:
                    "\(path):\(setting.line):\(setting.column): \"\(key)\": expected \(known.joined(separator: ", "))"
            )
        }
        return value
    }
}

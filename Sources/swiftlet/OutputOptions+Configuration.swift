internal import ArgumentParser
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
        if chosenFormat == nil { chosenFormat = try Self.value(content.format, "format", path) }
        if env == nil { env = try Self.value(content.env, "env", path) }
        if chosenEvents == nil {
            chosenEvents = try Self.value(content.events, "events", path, "exec, exit, fork, tcp")
        }
        output = output ?? content.output?.value
        append = append || content.append
        if redact.isEmpty {
            // At once: each change of an option copies all that it holds.
            var options: [RedactOption] = []
            for setting in content.redact {
                guard
                    let option = try Self.value(
                        setting, "redact", path, "default, none or a pattern")
                        as RedactOption?
                else { continue }
                options.append(option)
            }
            redact = options
        }
        do throws(ValidationError) { try validateTogether() } catch {
            throw Failure(status: ExitStatus.configuration, message: "\(path): \(error.message)")
        }
    }

    private static func value<Value: ExpressibleByArgument>(
        _ setting: Configuration.Setting?, _ key: String, _ path: String, _ expected: String? = nil
    ) throws(Failure) -> Value? {
        guard let setting else { return nil }
        guard let value = Value(argument: setting.value) else {
            let known = expected ?? Value.allValueStrings.joined(separator: ", ")
            throw Failure(
                status: ExitStatus.configuration,
                message: "\(path):\(setting.line):\(setting.column): \"\(key)\": expected \(known)")
        }
        return value
    }
}

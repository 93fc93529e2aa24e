public import SwiftletObject

extension LoadOptions {
    /// Overrides an option of the running kernel's configuration.
    ///
    /// - Parameters:
    ///   - name: `CONFIG_…`, as declared in the object's `.kconfig`.
    ///   - value: As in a configuration file: `y`, `n`, `m`, a number, or a string with or without quotes.
    ///   - spec: The object that declares the option.
    /// - Throws: `LoadError.object(.notFound)` if the object doesn't declare the option, `.option` if its
    ///   variable can't hold the value.
    public mutating func setOption(
        _ name: String, to value: String, in spec: ObjectSpec
    ) throws(LoadError) {
        let options = spec.externs.filter { $0.option != nil }
        guard let extern = options.first(where: { $0.name == name }), let option = extern.option
        else {
            throw .object(
                .notFound(
                    kind: "option of the kernel's configuration", name: name,
                    known: options.map { $0.name }))
        }
        guard name.hasPrefix("CONFIG_") else {
            throw .option(name: name, reason: "is asked of the running kernel, and can't be set")
        }
        guard !value.utf8.contains(UInt8(ascii: "\n")) else {
            throw .option(name: name, reason: "a value of more than one line")
        }
        let isBareText = option.form == .string && !value.hasPrefix("\"")
        let line = isBareText ? "\(name)=\"\(value)\"" : "\(name)=\(value)"
        // Check the line separately, so that its errors surface here.
        _ = try KernelConfiguration.value(
            for: [extern], size: option.offset + option.size, text: line)
        configuration = line + "\n" + (configuration ?? "")
    }
}

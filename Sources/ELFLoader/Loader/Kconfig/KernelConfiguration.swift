internal import SwiftletBytes
internal import SwiftletKernel
internal import SwiftletObject

/// The values of the options that an object declares in `.kconfig`.
///
/// `CONFIG_*` options come from the running kernel's configuration, `LINUX_*` from the kernel itself:
///
///     LINUX_KERNEL_VERSION          as LINUX_VERSION_CODE
///     LINUX_HAS_BPF_COOKIE          whether programs can read their attach cookie
///     LINUX_HAS_SYSCALL_WRAPPER     whether syscall functions take a pointer to the registers
///
/// An unset option is 0 if it is weak, and an error otherwise.
struct KernelConfiguration {
    private let options: [String: ConfigurationOption]
    private let isWeak: [String: Bool]
    private var isSet: Set<String> = []
    /// The map's value.
    private var bytes: [UInt8]

    /// Builds the value of the map `.kconfig`.
    ///
    /// - Parameters:
    ///   - size: Size of the value in bytes.
    ///   - text: A configuration that takes precedence over the running kernel's, with lines `CONFIG_A=y`.
    /// - Throws: `LoadError.option` for an option that is missing, or whose value doesn't fit its variable.
    static func value(
        for externs: [ExternSpec], size: Int, text: String?
    ) throws(LoadError) -> [UInt8] {
        var configuration = KernelConfiguration(externs, size: size)
        try configuration.setVirtual()
        if let text, configuration.needsText { try configuration.read(Array(text.utf8)) }
        if configuration.needsText {
            try configuration.read(try configuration.runningText())
        }
        for name in configuration.options.keys.sorted()
        where !configuration.isSet.contains(name) && configuration.isWeak[name] != true {
            throw .option(
                name: name,
                reason: "the kernel's configuration does not set it, and it is not declared weak")
        }
        return configuration.bytes
    }

    private init(_ externs: [ExternSpec], size: Int) {
        var options: [String: ConfigurationOption] = [:]
        var isWeak: [String: Bool] = [:]
        for extern in externs {
            guard let option = extern.option else { continue }
            options[extern.name] = option
            isWeak[extern.name] = extern.isWeak
        }
        self.options = options
        self.isWeak = isWeak
        bytes = [UInt8](repeating: 0, count: size)
    }

    /// Whether an option of the configuration still has no value.
    private var needsText: Bool {
        options.keys.contains { $0.hasPrefix("CONFIG_") && !isSet.contains($0) }
    }

    /// Sets the options that come from the kernel itself.
    private mutating func setVirtual() throws(LoadError) {
        for name in options.keys.sorted() where !name.hasPrefix("CONFIG_") {
            let value: UInt64
            switch name {
            case "LINUX_KERNEL_VERSION":
                guard let code = KernelVersion.code() else {
                    throw .option(name: name, reason: "uname(2) says no version")
                }
                value = UInt64(code)
            case "LINUX_HAS_BPF_COOKIE":
                value = KernelFeatures.hasAttachCookie ? 1 : 0
            case "LINUX_HAS_SYSCALL_WRAPPER":
                value = KernelFeatures.hasSystemCallWrapper ? 1 : 0
            default:
                // Unknown options may be from newer kernels; objects that can do without declare them weak.
                guard name.hasPrefix("LINUX_"), isWeak[name] == true else {
                    throw .option(
                        name: name,
                        reason: "expected CONFIG_… or one of LINUX_KERNEL_VERSION, LINUX_HAS_BPF_COOKIE, LINUX_HAS_SYSCALL_WRAPPER"
                    )
                }
                value = 0
            }
            try set(name, toNumber: value)
        }
    }

    /// The running kernel's configuration: /boot/config-RELEASE, or /proc/config.gz.
    private func runningText() throws(LoadError) -> [UInt8] {
        var paths = ["/proc/config.gz"]
        if let names = try? Kernel.release() { paths.insert("/boot/config-\(names.release)", at: 0) }
        var reasons: [String] = []
        for path in paths {
            let file: [UInt8]
            do throws(KernelError) { file = try Kernel.readFile(path) } catch {
                reasons.append("\(error)")
                continue
            }
            guard GzipFile.isOne(file) else { return file }
            do throws(InflateError) {
                return try GzipFile.contents(of: file, limit: Self.limit)
            } catch {
                reasons.append("\(path): \(error)")
            }
        }
        let first = options.keys.sorted().first { $0.hasPrefix("CONFIG_") && !isSet.contains($0) }
        throw .option(
            name: first ?? "",
            reason: "the kernel's configuration can't be read: \(reasons.joined(separator: "; "))")
    }

    /// In bytes; a configuration has some 300,000.
    private static var limit: Int { 16 << 20 }

    /// Reads the lines of a configuration. The first line that sets an option wins.
    private mutating func read(_ text: [UInt8]) throws(LoadError) {
        for line in text.split(separator: UInt8(ascii: "\n")) where line.starts(with: Self.prefix) {
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")), equals + 1 < line.endIndex else {
                throw .option(
                    name: String(decoding: line.prefix(64), as: UTF8.self),
                    reason: "a line of the configuration without a value: expected NAME=VALUE")
            }
            let name = String(decoding: line[..<equals], as: UTF8.self)
            guard options[name] != nil, !isSet.contains(name) else { continue }
            try set(name, to: line[(equals + 1)...])
        }
    }

    private static let prefix = Array("CONFIG_".utf8)
}

extension KernelConfiguration {
    /// Sets an option to the text after its `=`.
    private mutating func set(_ name: String, to value: ArraySlice<UInt8>) throws(LoadError) {
        switch value.first {
        case UInt8(ascii: "y")?, UInt8(ascii: "n")?, UInt8(ascii: "m")?:
            try set(name, toLetter: value[value.startIndex])
        case UInt8(ascii: "\"")?:
            try set(name, toString: value)
        default:
            guard let number = ConfigurationNumber.parse(value) else {
                throw refused(name, value, "is no number")
            }
            try set(name, toNumber: number)
        }
    }

    private mutating func set(_ name: String, toLetter letter: UInt8) throws(LoadError) {
        guard let option = options[name] else { return }
        let isYes = letter == UInt8(ascii: "y")
        let isModule = letter == UInt8(ascii: "m")
        switch option.form {
        case .boolean:
            guard !isModule else { throw refused(name, [letter], "needs a variable of type enum libbpf_tristate") }
            store(isYes ? 1 : 0, name, option)
        case .tristate: store(isYes ? 1 : isModule ? 2 : 0, name, option)
        case .character: store(UInt64(letter), name, option)
        case .integer, .string:
            throw refused(
                name, [letter], "needs a variable of type bool, enum libbpf_tristate or char")
        }
    }

    /// Sets a quoted string, truncated to the size of the variable.
    private mutating func set(
        _ name: String, toString value: ArraySlice<UInt8>
    ) throws(LoadError) {
        guard let option = options[name] else { return }
        guard option.form == .string else {
            throw refused(name, value, "needs a variable that is an array of char")
        }
        guard value.count >= 2, value.last == UInt8(ascii: "\"") else {
            throw refused(name, value, "has no closing quote")
        }
        // The last byte stays NUL.
        let text = value.dropFirst().dropLast().prefix(option.size - 1)
        guard option.offset <= bytes.count, option.size <= bytes.count - option.offset else { return }
        bytes.replaceSubrange(option.offset..<option.offset + text.count, with: text)
        isSet.insert(name)
    }

    private mutating func set(_ name: String, toNumber value: UInt64) throws(LoadError) {
        guard let option = options[name] else { return }
        switch option.form {
        case .boolean:
            guard value <= 1 else { throw refused(name, value, "is neither 0 nor 1") }
        case .integer, .character:
            guard ConfigurationNumber.fits(value, size: option.size, isSigned: option.isSigned) else {
                throw refused(
                    name, value,
                    "is out of the range of \(option.size) bytes, \(option.isSigned ? "signed" : "unsigned")"
                )
            }
        case .tristate, .string:
            throw refused(name, value, "needs a variable of an integer type, char or bool")
        }
        store(value, name, option)
    }

    /// Stores the value in the host's byte order, which is the object's.
    private mutating func store(_ value: UInt64, _ name: String, _ option: ConfigurationOption) {
        guard option.offset <= bytes.count, option.size <= bytes.count - option.offset else { return }
        bytes.replaceSubrange(
            option.offset..<option.offset + option.size,
            with: [UInt8](value, count: option.size, .host))
        isSet.insert(name)
    }

    private func refused(_ name: String, _ value: ArraySlice<UInt8>, _ reason: String) -> LoadError {
        .option(
            name: name,
            reason: "value '\(String(decoding: value.prefix(80), as: UTF8.self))' \(reason)")
    }

    private func refused(_ name: String, _ value: UInt64, _ reason: String) -> LoadError {
        .option(name: name, reason: "value \(value) \(reason)")
    }
}

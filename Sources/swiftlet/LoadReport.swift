internal import ELFLoader

/// The result of loading an object's maps and programs.
struct LoadReport {
    struct Map {
        let name: String
        let type: String
        let keySize: UInt32
        let valueSize: UInt32
        let maxEntries: UInt32
        let flags: UInt32
        let id: UInt32
        /// Whether a pinned map was reused.
        let isReused: Bool
    }

    struct Program {
        let name: String
        let section: String
        let type: String
        var id: UInt32?
        /// 16 hex digits.
        var tag: String?
        /// Instructions given to the kernel.
        var instructions: Int?
        /// Instructions that the verifier processed, Linux 5.16.
        var verifiedInstructions: Int?
        var nanoseconds: UInt64?
        var isLoaded: Bool { id != nil }
        /// Without the verifier's log.
        var error: String?
        /// What it is attached to, and how.
        var attached: String?
        /// The verifier's log, if requested.
        var verifierLog: String?
    }

    let object: String
    /// Each map once, even if several attempts created one with its name.
    private(set) var maps: [Map] = []
    private(set) var programs: [Program]
    /// Paths.
    var pinned: [String] = []
    /// Errors that concern no program, such as why nothing was pinned.
    var error: String?
    /// Why the kernel rejected the object's types. Programs load without them.
    private(set) var typesError: String?

    var isLoaded: Bool { programs.allSatisfy { $0.isLoaded } }

    init(object: String, spec: ObjectSpec, wanted: [String]) {
        self.object = object
        let wanted = Set(wanted)
        programs = spec.programs.filter { wanted.contains($0.name) }.map {
            Program(name: $0.name, section: $0.sectionName, type: $0.kind?.type.name ?? "unknown")
        }
    }

    /// Whether all these programs are loaded already, because others needed them.
    func isLoaded(_ names: [String]) -> Bool {
        let loaded = Set(programs.filter { $0.isLoaded }.map { $0.name })
        return !names.isEmpty && names.allSatisfy { loaded.contains($0) }
    }

    /// Records what was loaded.
    mutating func add(_ object: LoadedObject) {
        for map in object.maps where !maps.contains(where: { $0.name == map.name }) {
            guard let info = try? map.info() else { continue }
            maps.append(
                Map(
                    name: map.name, type: map.type.name, keySize: info.keySize,
                    valueSize: info.valueSize, maxEntries: info.maxEntries, flags: info.flags,
                    id: info.id, isReused: map.isReused && map.pinPath != nil))
        }
        if let error = object.typesError { typesError = Self.line(error) }
        for program in object.programs {
            guard let info = try? program.info() else { continue }
            change(program.name) {
                $0.id = info.id
                $0.tag = info.tag
                $0.instructions = program.instructionCount
                $0.verifiedInstructions = info.verifiedInstructions
                $0.nanoseconds = program.loadNanoseconds
                $0.verifierLog = program.verifierLog?.text
            }
        }
    }

    mutating func attached(_ program: LoadedProgram, by link: Link) {
        change(program.name) { $0.attached = "\(program.kind.hook) (\(Self.name(of: link)))" }
    }

    /// Records that a struct_ops structure is registered.
    mutating func registered(_ structure: String, with programs: [String], by link: Link) {
        for name in programs {
            change(name) {
                let place = "structure '\(structure)' (\(Self.name(of: link)))"
                $0.attached = $0.attached.map { "\($0), \(place)" } ?? place
            }
        }
    }

    private static func name(of link: Link) -> String {
        switch link.mechanism {
        case .link: "link"
        case .perfEvent, .tracefsProbe: "perf event"
        case .registration: "registration"
        }
    }

    /// Records an error for the program that it names or, if it names none, for all of `names`.
    ///
    /// - Parameter log: The verifier's log, if it belongs in the report.
    mutating func add(_ error: LoadError, to names: [String], log: String? = nil) {
        let text = Self.line(error)
        let named = error.program.flatMap { name in names.contains(name) ? [name] : nil }
        for name in named ?? names {
            change(name) {
                $0.error = text
                if let log { $0.verifierLog = log }
            }
        }
    }

    /// An error on one line.
    static func line(_ error: some CustomStringConvertible) -> String {
        "\(error)".split(separator: "\n").map { line in String(line.drop { $0 == " " }) }
            .joined(separator: "; ")
    }

    private mutating func change(_ name: String, _ body: (inout Program) -> Void) {
        guard let index = programs.firstIndex(where: { $0.name == name }) else { return }
        body(&programs[index])
    }
}

extension LoadError {
    /// The program that the error is about, if it is about one.
    fileprivate var program: String? {
        switch self {
        case .kernel(.rejected(let program, _, _)), .types(let program, _),
            .relocation(let program, _, _, _), .unknownSection(let program, _, _),
            .noHook(let program, _), .notAttachable(let program, _), .extern(let program, _, _):
            program
        case .kernel(.missingFeature(_, _, let subject)), .kernel(.call(_, let subject, _)),
            .kernel(.missingCapability(_, let subject, _)):
            subject.hasPrefix("program '") && subject.hasSuffix("'")
                ? String(subject.dropFirst(9).dropLast()) : nil
        default: nil
        }
    }
}

extension LoadError {
    /// The verifier's log of the program that it rejected.
    var verifierLog: String? {
        if case .kernel(.rejected(_, _, let log)) = self { log.text } else { nil }
    }
}

extension Failure {
    init(_ error: LoadError, of command: LoadCommand, reading path: String? = nil) {
        var message = "\(command.object): \(error)"
        if let hint = error.hint { message += " (\(hint))" }
        if let path {
            // Errors from the kernel name the file already.
            if case .kernel = error { message = "\(error)" } else { message = "\(path): \(error)" }
        }
        // The library says how much of the log it leaves out, and not which option shows it.
        let shortened = ["more lines of the verifier's log)", "bytes before them)"]
        if !command.verifierLog, error.verifierLog != nil, shortened.contains(where: { message.hasSuffix($0) }) {
            message = message.dropLast() + "; show all with --verifier-log)"
        }
        if command.verifierLog, let log = error.verifierLog { message += "\n" + log }
        var status = error.exitStatus
        if path != nil, case .kernel = error { status = ExitStatus.noInput }
        self.init(status: status, message: message)
    }
}

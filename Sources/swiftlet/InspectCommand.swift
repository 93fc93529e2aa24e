internal import ELFLoader
internal import SwiftletInspect
internal import SwiftletOptions
internal import Tracer

/// `swiftlet inspect`
struct InspectCommand: Command {
    /// A part of the object that an option asks for, in the order in which they are printed.
    private enum Part: CaseIterable {
        case sections, symbols, relocations, maps, variables

        var option: String {
            switch self {
            case .sections: "sections"
            case .symbols: "symbols"
            case .relocations: "relocations"
            case .maps: "maps"
            case .variables: "variables"
            }
        }

        func listing(of object: Inspection) throws(ObjectError) -> Listing {
            switch self {
            case .sections: object.sections
            case .symbols: object.symbols
            case .relocations: try object.relocations()
            case .maps: object.maps
            case .variables: object.variables
            }
        }
    }

    private let file: ObjectPath
    private let parts: [Part]
    /// The functions to disassemble: nil for none, empty for all.
    private let disassembled: [String]?
    private let plans: Bool
    /// The types to plan for; nil for the running kernel's.
    private let btf: ObjectPath?
    private let json: Bool

    init(_ arguments: ParsedArguments) throws(UsageError) {
        file = ObjectPath(arguments.words[0])
        parts = Part.allCases.filter { arguments.has($0.option) }
        let names = try arguments.all("disassemble", expected: "a name") { $0 }
        // Without a name, everything.
        disassembled = names.isEmpty ? nil : names.contains("") ? [] : names
        plans = arguments.has("plan")
        btf = arguments.last("btf").map { ObjectPath($0) }
        json = arguments.has("json")
        if btf != nil, !plans { throw .conflict("--btf is for --plan, which is missing") }
    }

    func run() throws(Failure) -> Int32 {
        let bytes: ByteView
        do throws(KernelError) { bytes = try ByteView(contentsOf: file.path) } catch {
            throw Failure(status: ExitStatus.noInput, message: "\(error)")
        }
        let object: Inspection
        let functions: [FunctionSpec]
        var listings: [Listing] = []
        do throws(ObjectError) {
            object = try Inspection(
                parsing: bytes, name: ObjectSpec.name(ofFile: file.shown), path: file.shown)
            functions = try self.functions(of: object)
            for part in parts { listings.append(try part.listing(of: object)) }
        } catch {
            throw Failure(
                status: LoadError.object(error).exitStatus, message: "\(file.shown): \(error)")
        }
        let plan = plans ? ObjectPlan(object.spec, target: try target()) : nil
        let isOverview = parts.isEmpty && disassembled == nil && plan == nil
        if isOverview {
            listings = [
                object.programs, object.subprograms, object.maps, object.variables, object.externs,
                object.needs,
            ]
        }
        let output = OutputFile.standardOutput()
        var names = CodeNames(object)
        if json {
            var buffer = OutputBuffer()
            buffer.beginObject()
            buffer.member("object", text: file.shown)
            if isOverview { object.appendFacts(to: &buffer) }
            for listing in listings { listing.append(to: &buffer) }
            if disassembled != nil {
                buffer.key("functions")
                buffer.beginArray()
                for function in functions { Disassembly(function, &names).append(to: &buffer) }
                buffer.endArray()
            }
            plan?.append(to: &buffer)
            buffer.endLine()
            output.write(String(decoding: buffer.bytes, as: UTF8.self))
        } else {
            var text = isOverview ? object.facts : ""
            for listing in listings where !isOverview || !listing.rows.isEmpty {
                if !text.isEmpty { text += "\n" }
                if isOverview || listings.count > 1 { text += "\(listing.name)\n" }
                listing.append(to: &text)
            }
            for function in functions {
                if !text.isEmpty { text += "\n" }
                Disassembly(function, &names).append(to: &text)
            }
            if let plan {
                if !text.isEmpty { text += "\n" }
                plan.append(to: &text)
            }
            output.write(message: text)
        }
        try output.flush()
        for program in plan?.programs ?? [] {
            if let error = program.error { return error.exitStatus }
        }
        return 0
    }

    /// The types to plan for.
    private func target() throws(Failure) -> TargetTypes {
        guard let btf else { return .runningKernel }
        do throws(LoadError) { return try .file(btf.path) } catch {
            // Errors from the kernel name the file already.
            if case .kernel = error {
                throw Failure(status: ExitStatus.noInput, message: "\(error)")
            }
            throw Failure(status: error.exitStatus, message: "\(btf.shown): \(error)")
        }
    }

    /// The functions to disassemble.
    private func functions(of object: Inspection) throws(ObjectError) -> [FunctionSpec] {
        guard let disassembled else { return [] }
        guard !disassembled.isEmpty else { return object.spec.functions }
        var found: [FunctionSpec] = []
        for name in disassembled {
            // Each section may have a static function of this name.
            let functions = object.spec.functions.filter {
                $0.name == name || $0.aliases.contains(name)
            }
            guard !functions.isEmpty else {
                throw .notFound(
                    kind: "function", name: name, known: object.spec.functions.map { $0.name })
            }
            found += functions
        }
        return found
    }

    static var name: String { "inspect" }

    static var description: CommandDescription {
        CommandDescription(
            name: name,
            abstract: "Show what a BPF object file holds, and what it needs of the kernel.",
            discussion: [
                "Needs no privilege, loads nothing, and reads objects of both byte orders. Without an option that chooses a part, an overview is printed."
            ],
            positional: .init(
                "OBJECT", help: "The object file, as `clang -target bpf` compiles it."),
            options: [
                OptionDescription("sections", help: "List the sections of the file."),
                OptionDescription("symbols", help: "List the symbols."),
                OptionDescription(
                    "relocations", help: "List the relocations, except those of debug information."),
                OptionDescription(
                    "maps", help: "List the maps, with those that data sections become."),
                OptionDescription("variables", help: "List the variables in data sections."),
                OptionDescription(
                    "disassemble", value: .init("PROGRAM", optional: []),
                    help:
                        "Disassemble a program or subprogram, or all of them. Shows the lines of C, the names of maps, variables, helpers and kernel functions, the fields that CO-RE finds, and where jumps go.",
                    isRepeatable: true),
                OptionDescription(
                    "plan",
                    help:
                        "Show what loading would change in each program, and why, without loading it: each instruction before and after."
                ),
                OptionDescription(
                    "btf", value: .file(),
                    help:
                        "Plan for the kernel whose types are in this file: an ELF file with .BTF, or BTF alone.",
                    standard: "the running kernel"),
                OptionDescription("json", help: "Print one JSON object instead of columns."),
            ],
            examples: [
                "swiftlet inspect tool.bpf.o",
                "swiftlet inspect --disassemble=on_exec tool.bpf.o",
                "swiftlet inspect --sections --relocations tool.bpf.o",
                "swiftlet inspect --plan --btf vmlinux-5.10 tool.bpf.o",
                "swiftlet inspect --json tool.bpf.o | jq '.needs[] | .feature'",
            ],
            statuses: [
                (0, "the object was read"),
                (64, "an unknown program"),
                (65, "malformed object"),
                (66, "the file does not exist"),
                (69, "with `--plan`: the kernel lacks what a program needs"),
            ])
    }
}

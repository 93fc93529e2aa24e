internal import SwiftletOptions

/// `swiftlet load`
struct LoadCommand: Command {
    let file: ObjectPath
    let programs: [String]
    let assignments: [Assignment]
    let kernelOptions: [Assignment]
    let mapSizes: [Assignment]
    let innerMaps: [Assignment]
    let pin: String?
    let attach: Bool
    let resolveIfuncs: Bool
    let each: Bool
    let btf: ObjectPath?
    let verifierLog: Bool
    let json: Bool

    /// The name in messages.
    var object: String { file.shown }

    init(_ arguments: ParsedArguments) throws(UsageError) {
        func assignments(_ name: String) throws(UsageError) -> [Assignment] {
            try arguments.all(name, expected: "NAME=VALUE") { Assignment($0) }
        }
        file = ObjectPath(arguments.words[0])
        programs = try arguments.all("program", expected: "a name") { $0 }
        self.assignments = try assignments("set")
        kernelOptions = try assignments("set-kconfig")
        mapSizes = try assignments("map-size")
        innerMaps = try assignments("map-inner")
        pin = try arguments.last("pin", expected: "a folder") { $0 }
        attach = arguments.has("attach")
        resolveIfuncs = arguments.has("resolve-ifuncs")
        each = arguments.has("each")
        btf = arguments.last("btf").map { ObjectPath($0) }
        verifierLog = arguments.has("verifier-log")
        json = arguments.has("json")
    }

    func run() throws(Failure) -> Int32 {
        var run = try LoadRun(self)
        return try run.run()
    }

    static var name: String { "load" }

    static var description: CommandDescription {
        CommandDescription(
            name: name, abstract: "Load a BPF object into the kernel, and report its maps and programs.",
            discussion: [
                "Everything loaded goes away when the command ends, unless it is pinned. With `--attach` the command runs until SIGINT or SIGTERM."
            ],
            positional: .init("OBJECT", help: "The object file, as `clang -target bpf` compiles it."),
            options: options,
            examples: [
                "swiftlet load execsnoop.bpf.o",
                "swiftlet load --each --json tool.bpf.o | jq '.programs[] | select(.error)'",
                "swiftlet load --program on_exec --set verbose=true --attach tool.bpf.o",
                "swiftlet load --pin /sys/fs/bpf/tool tool.bpf.o",
                "swiftlet load --map-size events=1048576 --set 'limits[3]=9' tool.bpf.o",
                "swiftlet load --map-inner rings=ringbuf,0,0,262144 probe.bpf.o",
                "swiftlet load --program on_exec --verifier-log tool.bpf.o",
            ],
            statuses: [
                (0, "everything requested is loaded"),
                (64, "an unknown program, variable or map, or a value that doesn't fit"),
                (65, "malformed object"),
                (66, "the file does not exist"),
                (69, "refused by the kernel, which may lack something that is needed"),
                (77, "not permitted"),
            ])
    }

    private static var options: [OptionDescription] {
        [
            OptionDescription(
                "program", value: .init("NAME"),
                help:
                    "Load only this program and what it needs. Programs of `SEC(\"?…\")` are loaded only if named.",
                isRepeatable: true),
            OptionDescription(
                "set", value: .init("NAME=VALUE"),
                help:
                    "Set a variable, or a member or element of one: `'conf.limits[3]=9'`. Takes numbers, `true`, `false`, names of enum values, and text for arrays of char; sets bit fields, too.",
                isRepeatable: true),
            OptionDescription(
                "set-kconfig", value: .init("NAME=VALUE"),
                help:
                    "Set an option of the kernel's configuration, instead of using the running kernel's: `CONFIG_HZ=250`.",
                isRepeatable: true),
            OptionDescription(
                "map-size", value: .init("NAME=ENTRIES"),
                help: "Set the number of entries of a map, or of bytes in a ring buffer.",
                isRepeatable: true),
            OptionDescription(
                "map-inner", value: .init("NAME=TEMPLATE"),
                help:
                    "Set the template for the inner maps of a map of maps: another map of the object, or `TYPE,KEY,VALUE,ENTRIES[,FLAGS]` with sizes in bytes, as in `ringbuf,0,0,262144`.",
                isRepeatable: true),
            OptionDescription(
                "pin", value: .init("FOLDER", completion: .folders),
                help:
                    "Pin maps and programs in this folder of a BPF file system, including maps pinned by name."
            ),
            OptionDescription(
                "attach",
                help: "Attach the programs to the hooks that their sections name, and keep running."),
            OptionDescription(
                "resolve-ifuncs",
                help:
                    "Attach uprobes of an IFUNC, such as libc's `memcpy`, to the function that the dynamic loader chose in a running process. Without this option they are refused."
            ),
            OptionDescription(
                "each", help: "Load each program by itself, and continue after a rejection."),
            OptionDescription(
                "btf", value: .file(),
                help:
                    "Resolve CO-RE against the types in this file: an ELF file with .BTF, or BTF alone."
            ),
            OptionDescription(
                "verifier-log",
                help: "Print the verifier's complete log, for accepted and rejected programs."),
            OptionDescription("json", help: "Print one JSON object instead of columns."),
        ]
    }
}

/// `NAME=VALUE`
struct Assignment {
    let name: String
    let value: String

    init?(_ argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}

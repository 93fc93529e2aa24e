internal import ArgumentParser

/// `swiftlet load`
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load a BPF object into the kernel, and report its maps and programs.",
        discussion: """
            Everything loaded goes away when the command ends, unless it is pinned. With --attach \
            the command runs until SIGINT or SIGTERM.

            EXAMPLES
              swiftlet load execsnoop.bpf.o
              swiftlet load --each --json tool.bpf.o | jq '.programs[] | select(.loaded | not)'
              swiftlet load --program on_exec --set verbose=true --attach tool.bpf.o
              swiftlet load --pin /sys/fs/bpf/tool tool.bpf.o
              swiftlet load --map-size events=1048576 --set 'limits[3]=9' tool.bpf.o
              swiftlet load --map-inner rings=ringbuf,0,0,262144 probe.bpf.o
              swiftlet load --program on_exec --verifier-log tool.bpf.o

            EXIT STATUS
              0 everything requested is loaded
              64 an unknown program, variable or map, or a value that doesn't fit
              65 malformed object
              66 the file does not exist
              69 refused by the kernel, which may lack something that is needed
              77 not permitted
            """)

    @Argument(help: "The object file, as clang -target bpf compiles it.")
    var object: String

    @Option(
        name: .customLong("program"),
        help: ArgumentHelp(
            "Load only this program and what it needs (repeatable). Programs of SEC(\"?…\") are loaded only if named.",
            valueName: "name"))
    var programs: [String] = []

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Set a variable, or a member or element of one: 'conf.limits[3]=9'. Takes numbers, true, false, names of enum values, and text for arrays of char (repeatable).",
            valueName: "name=value"))
    var assignments: [Assignment] = []

    @Option(
        name: .customLong("set-kconfig"),
        help: ArgumentHelp(
            "Set an option of the kernel's configuration, instead of using the running kernel's: CONFIG_HZ=250 (repeatable).",
            valueName: "name=value"))
    var kernelOptions: [Assignment] = []

    @Option(
        name: .customLong("map-size"),
        help: ArgumentHelp(
            "Set the number of entries of a map, or of bytes in a ring buffer (repeatable).",
            valueName: "name=entries"))
    var mapSizes: [Assignment] = []

    @Option(
        name: .customLong("map-inner"),
        help: ArgumentHelp(
            "Set the template for the inner maps of a map of maps: another map of the object, or type,key,value,entries[,flags] with sizes in bytes (repeatable).",
            valueName: "name=template"))
    var innerMaps: [Assignment] = []

    @Option(
        help: ArgumentHelp(
            "Pin maps and programs in this folder of a BPF file system, including maps pinned by name.",
            valueName: "folder"))
    var pin: String?

    @Flag(help: "Attach the programs to the hooks that their sections name, and keep running.")
    var attach = false

    @Flag(
        help:
            "Attach uprobes of an IFUNC to the function that the dynamic loader chose in a running process.")
    var resolveIfuncs = false

    @Flag(help: "Load each program by itself, and continue after a rejection.")
    var each = false

    @Option(
        help: ArgumentHelp(
            "Resolve CO-RE against the types in this file: an ELF file with .BTF, or BTF alone.",
            valueName: "file"))
    var btf: String?

    @Flag(
        help:
            "Print the verifier's complete log, for accepted and rejected programs.")
    var verifierLog = false

    @Flag(help: "Print one JSON object instead of columns.")
    var json = false

    func run() throws {
        let status: Int32
        do throws(Failure) {
            var run = try LoadRun(self)
            status = try run.run()
        } catch {
            error.print()
            throw ExitCode(error.status)
        }
        if status != 0 { throw ExitCode(status) }
    }
}

/// `NAME=VALUE`
struct Assignment: ExpressibleByArgument {
    let name: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}

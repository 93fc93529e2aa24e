internal import ArgumentParser

/// `swiftlet load`
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load a BPF object into the kernel, and say what became of its maps and programs.",
        discussion: """
            What was loaded goes away again when the command ends, unless it is pinned. With --attach \
            the command stays until SIGINT or SIGTERM.

            EXAMPLES
              swiftlet load execsnoop.bpf.o
              swiftlet load --each --json tool.bpf.o | jq '.programs[] | select(.loaded | not)'
              swiftlet load --program on_exec --set verbose=true --attach tool.bpf.o
              swiftlet load --pin /sys/fs/bpf/tool tool.bpf.o
              swiftlet load --map-size events=1048576 --set 'limits[3]=9' tool.bpf.o
              swiftlet load --map-inner rings=ringbuf,0,0,262144 probe.bpf.o
              swiftlet load --program on_exec --verifier-log tool.bpf.o

            EXIT STATUS
              0 all that was asked for is loaded
              64 no such program, variable or map, or a value that doesn't fit
              65 malformed object
              66 no such file
              69 refused by the kernel, which may lack what is needed
              77 not permitted
            """)

    @Argument(help: "The object file, as clang -target bpf compiles it.")
    var object: String

    @Option(
        name: .customLong("program"),
        help: ArgumentHelp(
            "Load only this program, and what it needs (repeatable). Programs of SEC(\"?…\") are loaded only if named.",
            valueName: "name"))
    var programs: [String] = []

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Give a variable its value: numbers, true, false, names of enum values, text for arrays of char; also a member or element of one, 'conf.limits[3]=9' (repeatable).",
            valueName: "name=value"))
    var assignments: [Assignment] = []

    @Option(
        name: .customLong("set-kconfig"),
        help: ArgumentHelp(
            "Give an option of the kernel's configuration its value, in place of the running kernel's: CONFIG_HZ=250 (repeatable).",
            valueName: "name=value"))
    var kernelOptions: [Assignment] = []

    @Option(
        name: .customLong("map-size"),
        help: ArgumentHelp(
            "Give a map this number of entries; a ring buffer, this number of bytes (repeatable).",
            valueName: "name=entries"))
    var mapSizes: [Assignment] = []

    @Option(
        name: .customLong("map-inner"),
        help: ArgumentHelp(
            "Say what the inner maps of a map of maps are like: another map of the object, or type,key,value,entries[,flags] with sizes in bytes (repeatable).",
            valueName: "name=template"))
    var innerMaps: [Assignment] = []

    @Option(
        help: ArgumentHelp(
            "Pin maps and programs in this folder of a BPF file system; maps that are pinned by name, too.",
            valueName: "folder"))
    var pin: String?

    @Flag(help: "Attach the programs to what their sections name, and stay.")
    var attach = false

    @Flag(
        help:
            "Attach uprobes of an IFUNC to the function that the dynamic loader chose in a running process.")
    var resolveIfuncs = false

    @Flag(help: "Try every program by itself, and go on after a rejection.")
    var each = false

    @Option(
        help: ArgumentHelp(
            "Resolve CO-RE against the types in this file: an ELF file with .BTF, or BTF alone.",
            valueName: "file"))
    var btf: String?

    @Flag(
        help:
            "Print the whole log of the verifier, of the programs that it rejects and of those that it takes.")
    var verifierLog = false

    @Flag(help: "One JSON object instead of columns.")
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

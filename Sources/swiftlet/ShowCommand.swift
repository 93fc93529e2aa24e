internal import ELFLoader
internal import SwiftletInspect
internal import SwiftletOptions
internal import Tracer

/// `swiftlet show`
struct ShowCommand: Command {
    /// What is listed; nil for everything.
    private let only: Kernel.ObjectKind?
    private let json: Bool

    init(_ arguments: ParsedArguments) throws(UsageError) {
        switch arguments.words.first?.shown {
        case "programs": only = .program
        case "maps": only = .map
        case "links": only = .link
        default: only = nil
        }
        json = arguments.has("json")
    }

    func run() throws(Failure) -> Int32 {
        let list: LoadedObjects
        do throws(KernelError) { list = try LoadedObjects(only) } catch {
            throw Failure(status: LoadError.kernel(error).exitStatus, message: "\(error)")
        }
        let output = OutputFile.standardOutput()
        if json {
            var buffer = OutputBuffer()
            list.append(to: &buffer)
            output.write(String(decoding: buffer.bytes, as: UTF8.self))
        } else {
            output.write(message: list.text)
        }
        try output.flush()
        return 0
    }

    static var name: String { "show" }

    static var description: CommandDescription {
        CommandDescription(
            name: name,
            abstract: "List the BPF programs, maps and links that are loaded now.",
            discussion: [
                "Shows everybody's objects with their memory and the processes or pins that hold them. Changes nothing. Needs CAP_SYS_ADMIN."
            ],
            positional: .init(
                "KIND", help: "List only `programs`, `maps` or `links`.",
                kind: .optionalWord(["programs", "maps", "links"])),
            options: [OptionDescription("json", help: "Print one JSON object instead of columns.")],
            examples: [
                "swiftlet show",
                "swiftlet show programs",
                "swiftlet show maps --json | jq '.maps | sort_by(-.memory)[:5]'",
            ],
            statuses: [
                (0, "the objects were listed"),
                (64, "an unknown kind"),
                (69, "the kernel refuses to list them"),
                (77, "not permitted"),
            ])
    }
}

import Foundation

/// Compiles BPF programs and writes them down as Swift source: the host tool of the plugin CompileBPF.
///
///     EmbedBPF OUTPUT.swift PROGRAM.bpf.c ...
///
/// The objects keep their BTF and lose their DWARF, which no loader reads.
@main struct EmbedBPF {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else { fail("usage: EmbedBPF OUTPUT.swift PROGRAM.bpf.c ...") }
        do {
            var source = """
                /// The BPF objects compiled from bpf/, made by the plugin CompileBPF.
                enum EmbeddedObjects {

                """
            for program in arguments.dropFirst(2) {
                source += try declaration(of: URL(filePath: program))
            }
            source += """
                    /// Words take the compiler an eighth of the time that bytes would.
                    private static func bytes(_ words: [UInt64], _ count: Int) -> [UInt8] {
                        let words = words.map { $0.littleEndian }
                        // SAFETY: copied while the words live.
                        return unsafe words.withUnsafeBytes { unsafe Array($0.prefix(count)) }
                    }

                """
            try Data((source + "}\n").utf8).write(to: URL(filePath: arguments[1]), options: .atomic)
        } catch {
            fail("\(error)")
        }
    }

    /// `static var process_tracer: [UInt8]` for process_tracer.bpf.c.
    static func declaration(of program: URL) throws -> String {
        let object = FileManager.default.temporaryDirectory
            .appending(path: "swiftlet-\(UUID().uuidString).o")
        defer { try? FileManager.default.removeItem(at: object) }
        let tools = try Toolchain()
        try run(
            tools.clang,
            [
                "-target", "bpf", "-g", "-O2", "-mcpu=v3", "-Wall", "-Wextra", "-Werror",
                // Loaders refuse the extra functions that it makes.
                "-Xclang", "-fno-split-cold-code",
                // No path of the machine that it was built on: the same bytes everywhere.
                "-ffile-prefix-map=\(program.deletingLastPathComponent().path)=bpf",
                "-fdebug-compilation-dir=.",
                "-c", program.path, "-o", object.path,
            ])
        try run(tools.objcopy, ["--strip-debug", object.path])

        let name = program.lastPathComponent.replacing(".bpf.c", with: "")
        let bytes = try Data(contentsOf: object)
        var lines = "    static var \(name): [UInt8] { bytes(\(name)_words, \(bytes.count)) }\n"
        lines += "    private static let \(name)_words: [UInt64] = [\n"
        for start in stride(from: 0, to: bytes.count, by: 8) {
            let word = bytes.dropFirst(start).prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            lines += "0x\(String(word, radix: 16)),"
            if (start / 8 + 1).isMultiple(of: 8) { lines += "\n" }
        }
        return lines + "\n    ]\n"
    }

    static func run(_ tool: URL, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = tool
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            fail("\(tool.path) \(arguments.joined(separator: " ")): exit status \(process.terminationStatus)")
        }
    }

    static func fail(_ message: String) -> Never {
        try? FileHandle.standardError.write(contentsOf: Data("error: EmbedBPF: \(message)\n".utf8))
        exit(1)
    }
}

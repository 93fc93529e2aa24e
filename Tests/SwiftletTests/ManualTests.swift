import Foundation
import KernelOracle
import Testing

/// Man pages, what `make install` puts where, and the examples of --help.
struct ManualTests {
    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardized.path
    private static let commands = ["trace", "replay", "load", "inspect", "show", "doctor"]

    private let folder = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"

    /// The long options that a text begins lines with, or has in bold.
    private func options(in text: String) -> Set<String> {
        Set(text.matches(of: /(?m)^ +(?:-[a-zA-Z], )?(--[a-z-]+)/).map { String($0.1) })
    }

    @Test func everyOptionHasAPlaceInTheManual() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let made = try Command.run([Self.repository + "/tools/man.sh", Command.swiftlet, folder])
        #expect(made.status == 0, "\(made.errors)")
        for command in Self.commands {
            let help = try Command.swiftlet([command, "--help"])
            let page = try String(
                contentsOfFile: folder + "/swiftlet-\(command).1", encoding: .utf8)
            let known = options(in: help.output)
            #expect(known.count > 2)
            for option in known {
                let written = "\\fB" + option.replacingOccurrences(of: "-", with: "\\-") + "\\fR"
                #expect(
                    page.contains("\n" + written) || page.contains(", " + written),
                    "\(command): \(option)")
            }
            #expect(page.contains(".SH \"EXAMPLES\"") && page.contains(".SH \"EXIT STATUS\""))
        }
        let first = try String(contentsOfFile: folder + "/swiftlet.1", encoding: .utf8)
        for command in Self.commands { #expect(first.contains("swiftlet\\-\(command)\\fR(1)")) }
        // Those who know what a man page is.
        for (path, arguments) in [
            ("/usr/bin/mandoc", ["-T", "lint", "-W", "warning"]),
            ("/usr/bin/man", ["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z"]),
        ] {
            guard FileManager.default.fileExists(atPath: path) else {
                print("LEFT OUT: \(path) on the man pages: it is not installed")
                continue
            }
            for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let result = try Command.run([path] + arguments + [folder + "/" + file])
                // 2: warnings, which are looked at here.
                #expect(result.status == 0 || result.status == 2, "\(path) \(file)")
                // mandoc's findings stand on standard output, man's on standard error.
                let found = path.hasSuffix("mandoc") ? result.output + result.errors : result.errors
                // A page without a date is the same on every day.
                let findings = found.split(separator: "\n").filter { !$0.contains("missing date") }
                #expect(findings.isEmpty, "\(path) \(file): \(findings)")
            }
        }
    }

    @Test func whatIsInstalled() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let result = try Command.run([
            Self.repository + "/tools/install.sh", Command.swiftlet, folder, "/opt/x",
        ])
        #expect(result.status == 0, "\(result.errors)")
        let root = folder + "/opt/x/"
        for file in [
            "bin/swiftlet", "share/man/man1/swiftlet.1", "share/man/man1/swiftlet-trace.1",
            "share/bash-completion/completions/swiftlet", "share/zsh/site-functions/_swiftlet",
            "share/fish/vendor_completions.d/swiftlet.fish", "lib/systemd/system/swiftlet.service",
            "share/doc/swiftlet/examples/swiftlet.yaml",
        ] {
            #expect(FileManager.default.fileExists(atPath: root + file), "\(file)")
        }
        let unit = try String(
            contentsOfFile: root + "lib/systemd/system/swiftlet.service", encoding: .utf8)
        #expect(
            unit.contains("ExecStart=/opt/x/bin/swiftlet trace") && !unit.contains("/usr/local/bin")
        )
    }

    /// A help text's lines fit a terminal: what is too long would be broken where it makes no sense.
    @Test(arguments: commands)
    func helpFitsATerminal(_ command: String) throws {
        let help = try Command.swiftlet([command, "--help"]).output
        #expect(help.contains("EXAMPLES\n  swiftlet \(command)"))
        #expect(help.contains("EXIT STATUS\n"))
        for line in help.split(separator: "\n") {
            #expect(line.count <= 80, "\(line)")
        }
        for status in help.matches(of: /(?m)^  ([0-9]+) \S/) { #expect(Int(status.1) != nil) }
        let statuses = help.components(separatedBy: "EXIT STATUS\n")[1].components(
            separatedBy: "\n\n")[0]
        for line in statuses.split(separator: "\n") {
            #expect(line.hasPrefix("  "), "broken: \(line)")
        }
    }

    /// The tables of options in docs/ are those that the program describes.
    @Test(arguments: ["trace.md", "load.md", "inspect.md", "show.md", "doctor.md"])
    func theTablesOfDocumentsAreUpToDate(_ name: String) throws {
        let document = Self.repository + "/docs/" + name
        let copy = folder + ".md"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try FileManager.default.copyItem(atPath: document, toPath: copy)
        let made = try Command.run([Self.repository + "/tools/option-tables.sh", Command.swiftlet, copy])
        #expect(made.status == 0, "\(made.errors)")
        let expected = try String(contentsOfFile: copy, encoding: .utf8)
        #expect(try String(contentsOfFile: document, encoding: .utf8) == expected, "run make tables")
        // An option of every command is in some table.
        #expect(expected.contains("<!-- options: ") && expected.contains("| `--"))
    }

    /// Every example of `trace` and `replay` runs as it stands: without jq and make what they stand for does.
    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func theExamplesRun() throws {
        try FileManager.default.createDirectory(
            atPath: folder + "/bin", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // A make that has nothing to make, and a jq that takes any JSON.
        try tool("make", "exec /bin/true")
        try tool(
            "jq",
            "exec /usr/bin/python3 -c 'import json,sys\nfor line in sys.stdin: json.loads(line)'")
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/bin/swiftlet", withDestinationPath: Command.swiftlet)
        try FileManager.default.copyItem(
            atPath: Self.repository + "/contrib/swiftlet.yaml", toPath: folder + "/swiftlet.yaml")
        var count = 0
        for command in ["trace", "replay"] {
            for example in try examples(of: command) {
                guard let line = runnable(example) else { continue }
                count += 1
                let result = try Command.run(
                    ["/bin/bash", "-c", "set -o pipefail; cd \(folder); \(line)"],
                    environment: ["PATH": folder + "/bin:/usr/bin:/bin"])
                // One of them ends as its command does.
                let expected: Int32 = example.contains("exit 3") ? 3 : 0
                #expect(result.status == expected, "\(example): \(result.errors)")
            }
        }
        #expect(count >= 14)
    }

    private func tool(_ name: String, _ script: String) throws {
        let path = folder + "/bin/" + name
        try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    private func examples(of command: String) throws -> [String] {
        let help = try Command.swiftlet([command, "--help"]).output
        let part = help.components(separatedBy: "EXAMPLES\n")[1].components(separatedBy: "\n\n")[0]
        let lines = part.split(separator: "\n").map { String($0.dropFirst(2)) }
        #expect(lines.allSatisfy { $0.contains("swiftlet \(command) ") })
        return lines
    }

    /// The example, short enough for a test; nil if it is about what is not here.
    private func runnable(_ example: String) -> String? {
        var line = example.replacingOccurrences(of: "--duration 60", with: "--duration 1")
            // A process that is there: the shell that runs the example, for as long as the trace takes.
            .replacingOccurrences(of: "--pid 4711", with: "--duration 1 --pid $$")
        if line.contains("--uid www-data") {
            line = line.replacingOccurrences(
                of: "--uid www-data", with: "--duration 1 --uid daemon")
        }
        if line.hasSuffix("trace --config swiftlet.yaml") {
            line += " --output rules.ndjson --duration 1"
        }
        if line.contains("run.ndjson.gz") { line = "gzip -k run.ndjson; " + line }
        return line
    }
}

import Foundation
import Testing

/// The scripts that complete words on a shell's command line.
struct CompletionTests {
    private func script(_ shell: String) throws -> String {
        let made = try Command.swiftlet(["--generate-completion-script", shell])
        #expect(made.status == 0)
        return made.output
    }

    @Test(arguments: [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")])
    func theScriptIsOneOfTheShell(_ shell: String, _ check: String) throws {
        let script = try script(shell)
        for word in ["trace", "replay", "load", "html", "capture"] {
            #expect(script.contains(word), "\(shell) knows no \(word)")
        }
        #expect(!script.contains("failed-hook") || shell == "bash")
        // bash is everywhere; the others only where they are installed.
        guard shell == "bash" || FileManager.default.fileExists(atPath: "/usr/bin/\(shell)") else {
            print("LEFT OUT: the completions of \(shell): it is not installed")
            return
        }
        let file = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: file) }
        try script.write(toFile: file, atomically: false, encoding: .utf8)
        let parsed = try Command.run(["/usr/bin/env", shell, check, file])
        #expect(parsed.status == 0, "\(parsed.errors)")
    }

    /// What bash offers for a line, with the words as readline splits them.
    @Test(
        arguments: [
            ("swiftlet ", ["doctor", "help", "inspect", "load", "replay", "show", "trace"]),
            ("swiftlet tr", ["trace"]),
            ("swiftlet --v", ["--version"]),
            ("swiftlet help re", ["replay"]),
            ("swiftlet trace --fo", ["--format"]),
            ("swiftlet trace --failed-h", []),
            ("swiftlet trace --format ", ["json", "otlp-json", "text", "trace-event"]),
            ("swiftlet trace --format t", ["text", "trace-event"]),
            ("swiftlet trace --format = t", ["text", "trace-event"]),
            ("swiftlet trace --format =", ["json", "otlp-json", "text", "trace-event"]),
            ("swiftlet trace -f js", ["json"]),
            ("swiftlet trace --tree --cap", ["--capture"]),
            ("swiftlet trace --events exec,e", ["exec,exec", "exec,exit"]),
            ("swiftlet trace --output FOLDER/a", ["FOLDER/a file", "FOLDER/another"]),
            ("swiftlet trace --output = FOLDER/an", ["FOLDER/another"]),
            // Where COMP_WORDBREAKS has no equals sign.
            ("swiftlet trace --format=te", ["--format=text"]),
            ("swiftlet trace --events=exec,f", ["--events=exec,fork"]),
            ("swiftlet trace --output=FOLDER/an", ["--output=FOLDER/another"]),
            ("swiftlet trace --uid roo", ["root"]),
            ("swiftlet replay FOLDER/an", ["FOLDER/another"]),
            ("swiftlet replay --tree FOLDER/an", ["FOLDER/another"]),
            ("swiftlet replay x --tr", ["--trace-id", "--tree"]),
            ("swiftlet load --js", ["--json"]),
            ("swiftlet load --pin FOLDER/", ["FOLDER/folder"]),
            // The command line that follows is the command's.
            ("swiftlet trace --tree swiftlet-test-comm", ["swiftlet-test-command"]),
            ("swiftlet trace -- swiftlet-test-comm", ["swiftlet-test-command"]),
            ("swiftlet trace ls --fo", []),
            ("swiftlet trace -o x ls FOLDER/an", ["FOLDER/another"]),
            ("swiftlet trace --otlp swiftlet-test-comm", ["swiftlet-test-command"]),
        ] as [(String, [String])])
    func bashCompletes(_ line: String, _ expected: [String]) throws {
        let folder = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder + "/folder", withIntermediateDirectories: true)
        for name in ["a file", "another"] {
            _ = FileManager.default.createFile(atPath: folder + "/" + name, contents: nil)
        }
        try script("bash").write(toFile: folder + "/.script", atomically: false, encoding: .utf8)
        let program = """
            source "$1"; shift
            swiftlet-test-command() { :; }
            [[ $* == *-*=* && $* != *" = "* && $* != *" =" ]] && COMP_WORDBREAKS=${COMP_WORDBREAKS//=}
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            _swiftlet swiftlet "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
            """
        let words = line.replacingOccurrences(of: "FOLDER", with: folder)
            .split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let result = try Command.run(
            ["/usr/bin/env", "bash", "-c", program, "bash", folder + "/.script"] + words)
        #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        let offered = result.lines.map { $0.replacingOccurrences(of: folder, with: "FOLDER") }
        #expect(offered.sorted() == expected, "\(line)")
    }
}

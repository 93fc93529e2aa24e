import Foundation
import Testing

/// The scripts that complete words on a shell's command line.
struct CompletionTests {
    @Test(arguments: [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")])
    func theScriptIsOneOfTheShell(_ shell: String, _ check: String) throws {
        let made = try Command.swiftlet(["--generate-completion-script", shell])
        #expect(made.status == 0)
        for word in ["trace", "replay", "load", "html", "capture"] {
            #expect(made.output.contains(word), "\(shell) knows no \(word)")
        }
        // bash is everywhere; the others only where they are installed.
        guard shell == "bash" || FileManager.default.fileExists(atPath: "/usr/bin/\(shell)") else {
            return
        }
        let file = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: file) }
        try made.output.write(toFile: file, atomically: false, encoding: .utf8)
        let parsed = try Command.run(["/usr/bin/env", shell, check, file])
        #expect(parsed.status == 0, "\(parsed.errors)")
    }
}

import CommandRun
import FixtureCompiler
import Foundation

/// The toolchain's llvm-objdump: the oracle for disassembly, since none of its code is ours.
enum Objdump {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// What it prints about an object.
    static func output(_ arguments: [String], of object: [UInt8]) throws -> [Substring] {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let beside = folders.map { "\($0)/" }.filter {
            FileManager.default.isExecutableFile(atPath: $0 + "swiftc")
        }
        guard
            let tool = (beside.map { $0 + "llvm-objdump" }).first(where: {
                FileManager.default.isExecutableFile(atPath: $0)
            })
        else { throw Missing(description: "no llvm-objdump beside swiftc") }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "swiftlet-\(UUID().uuidString).o")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(object).write(to: file)
        let run = try CommandRun([tool] + arguments + [file.path])
        guard run.status == 0 else { throw Missing(description: "llvm-objdump: \(run.text)") }
        return run.text.split(separator: "\n")
    }

    /// The instructions by section and index, without the symbols that jumps lead to, and with one blank for each tab.
    static func instructions(of object: [UInt8]) throws -> [String: [Int: String]] {
        var found: [String: [Int: String]] = [:]
        var section = ""
        for line in try output(["-d", "--no-show-raw-insn"], of: object) {
            if let heading = line.wholeMatch(of: #/Disassembly of section (.*):/#) {
                section = String(heading.1)
            }
            guard let match = line.wholeMatch(of: #/ *([0-9]+):\t(.*)/#), let index = Int(match.1)
            else { continue }
            let text = match.2.replacing(#/ <[^ >]+>$/#, with: "").replacing("\t", with: " ")
            found[section, default: [:]][index] = text.trimmingCharacters(in: .whitespaces)
        }
        return found
    }
}

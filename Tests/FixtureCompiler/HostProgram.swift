import CommandRun
import Foundation

/// Compiles C into programs and libraries of this machine, for tests that probe them.
public enum HostProgram {
    /// Runs `body` with the path of what `source` compiles to, which is then removed.
    ///
    /// - Parameter flags: `-shared -fPIC` for a library.
    /// - Throws: `FixtureError`, with clang's own words if there are any.
    public static func with<Result>(
        _ source: String, flags: [String] = [], _ body: (String) throws -> Result
    ) throws -> Result {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-host-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let code = folder.appendingPathComponent("source.c")
        let program = folder.appendingPathComponent("program")
        try Data(source.utf8).write(to: code)
        let clang = try FixtureCompiler.findClang()
        let run = try CommandRun(
            [clang.path, "-O1", "-w"] + flags + ["-x", "c", code.path, "-o", program.path])
        guard run.status == 0 else {
            throw FixtureError.failed(
                fixture: "C source", clang: clang.path, status: run.status, output: run.complaint)
        }
        return try body(program.path)
    }
}

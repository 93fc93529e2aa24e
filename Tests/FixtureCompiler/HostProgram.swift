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
        let process = Process()
        process.executableURL = clang
        process.arguments = ["-O1", "-w"] + flags + ["-x", "c", code.path, "-o", program.path]
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let said = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw FixtureError.failed(
                fixture: "C source", clang: clang.path, status: process.terminationStatus,
                output: String(decoding: said, as: UTF8.self))
        }
        return try body(program.path)
    }
}

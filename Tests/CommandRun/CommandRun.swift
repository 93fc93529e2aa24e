package import Foundation

/// A command that a test ran to its end.
package struct CommandRun {
    /// The exit status; 128 and the signal's number if a signal ended the command.
    package let status: Int32
    package let output: Data
    package let errors: Data

    package var text: String { String(decoding: output, as: UTF8.self) }
    package var complaint: String { String(decoding: errors, as: UTF8.self) }

    /// Runs a command and waits for its end.
    ///
    /// - Parameters:
    ///   - command: The path of a program, and its arguments.
    ///   - input: Its standard input.
    ///   - environment: That of this process if nil.
    /// - Throws: If the command can't be started.
    package init(
        _ command: [String], input: Data = Data(), environment: [String: String]? = nil
    ) throws {
        // Files, since a pipe that is full would stop the command.
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["input", "output", "errors"].map { folder.appendingPathComponent($0) }
        for (file, contents) in zip(files, [input, Data(), Data()]) { try contents.write(to: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        if let environment { process.environment = environment }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        status = (process.terminationReason == .exit ? 0 : 128) + process.terminationStatus
        output = try Data(contentsOf: files[1])
        errors = try Data(contentsOf: files[2])
    }
}

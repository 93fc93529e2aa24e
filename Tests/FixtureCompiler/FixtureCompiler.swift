import CommandRun
import Foundation

/// Compiles the BPF programs of Tests/Fixtures with the clang of the Swift toolchain.
///
/// No compiled object is checked in: the tests see what the compiler in use makes of the sources.
public enum FixtureCompiler {
    /// The byte order of the object.
    public enum Target: String, Sendable, CaseIterable {
        case little = "bpfel"
        case big = "bpfeb"
    }

    /// The folder of the sources.
    static var fixtures: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures")
    }

    /// The names of all fixtures, in order.
    public static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: fixtures.path)
            .filter { $0.hasSuffix(".bpf.c") }.map { String($0.dropLast(6)) }.sorted()
    }

    /// The object that `Tests/Fixtures/NAME.bpf.c` compiles to.
    ///
    /// - Parameter flags: Appended to those that bpf/*.bpf.c are compiled with.
    /// - Throws: `FixtureError`, with clang's own words if there are any.
    public static func compile(
        _ name: String, target: Target = .little, flags: [String] = []
    ) throws -> [UInt8] {
        let source = fixtures.appendingPathComponent("\(name).bpf.c")
        return try run(
            [
                "-target", target.rawValue, "-g", "-O2", "-mcpu=v3", "-Xclang",
                "-fno-split-cold-code",
            ] + flags, on: source, fixture: name)
    }

    /// The object that an assembler source of the test's own making assembles to.
    public static func assemble(_ text: String, target: Target = .little) throws -> [UInt8] {
        try withTemporaryFile(extension: "s") { source in
            try Data(text.utf8).write(to: source)
            return try run(["-target", target.rawValue], on: source, fixture: "assembler text")
        }
    }

    private static func run(
        _ flags: [String], on source: URL, fixture: String
    ) throws -> [UInt8] {
        let clang = try findClang()
        return try withTemporaryFile(extension: "o") { object in
            let run = try CommandRun([clang.path] + flags + ["-c", source.path, "-o", object.path])
            guard run.status == 0 else {
                throw FixtureError.failed(
                    fixture: fixture, clang: clang.path, status: run.status, output: run.complaint)
            }
            return [UInt8](try Data(contentsOf: object))
        }
    }

    /// `$CLANG`, or the one beside `swift`, or the first in `$PATH`.
    static func findClang() throws -> URL {
        let environment = ProcessInfo.processInfo.environment
        if let chosen = environment["CLANG"] { return URL(fileURLWithPath: chosen) }
        let folders = (environment["PATH"] ?? "/usr/bin").split(separator: ":").map {
            URL(fileURLWithPath: String($0))
        }
        let files = FileManager.default
        let withSwift = folders.filter {
            files.isExecutableFile(atPath: $0.appendingPathComponent("swift").path)
        }
        for folder in withSwift + folders {
            let clang = folder.appendingPathComponent("clang")
            if files.isExecutableFile(atPath: clang.path) { return clang }
        }
        throw FixtureError.noClang(searched: folders.map(\.path))
    }

    private static func withTemporaryFile<Result>(
        extension suffix: String, _ body: (URL) throws -> Result
    ) throws -> Result {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-fixture-\(UUID().uuidString).\(suffix)")
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file)
    }
}

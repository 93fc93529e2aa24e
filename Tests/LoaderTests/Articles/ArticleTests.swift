import CommandRun
import FixtureCompiler
import Foundation
import KernelOracle
import Testing

/// The code of the articles in ELFLoader.docc, run as it stands there; that it does stand there is for
/// ListingTests. The files with the code import nothing of ours but ELFLoader: it brings along what its users need.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct ArticleTests {
    /// Runs `body` in a folder that holds `execs.bpf.o`, with a BPF file system of its own.
    func withObject(_ body: @escaping @Sendable () throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "swiftlet-article-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(FixtureCompiler.compile("article_execs"))
            .write(to: URL(fileURLWithPath: "\(folder)/execs.bpf.o"))
        try PrivateMounts.run(mounting: [("bpf", "/sys/fs/bpf")]) {
            // The thread has a working folder of its own, too (unshare).
            guard FileManager.default.changeCurrentDirectoryPath(folder) else {
                throw PrivateMounts.Failure(description: "no way into \(folder)")
            }
            try body()
        }
    }

    /// At least one exec while a program is attached, whatever else the host does.
    func startSomething() throws {
        _ = try CommandRun(["/bin/true"])
    }
}

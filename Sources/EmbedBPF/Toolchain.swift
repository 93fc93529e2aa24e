import Foundation

/// The C compiler with a BPF target that comes with Swift.
struct Toolchain {
    let clang: URL
    let objcopy: URL

    struct Missing: Error, CustomStringConvertible {
        let tool: String
        var description: String {
            "\(tool) not found beside swift or in PATH: install the Swift toolchain with its clang, or set SWIFTLET_LLVM_BIN to a folder with clang (BPF target) and llvm-objcopy"
        }
    }

    /// Searches SWIFTLET_LLVM_BIN, then the folder of `swift`, then PATH.
    init() throws {
        let environment = ProcessInfo.processInfo.environment
        let path = (environment["PATH"] ?? "").split(separator: ":").map { URL(filePath: String($0)) }
        var folders = path
        if let swift = path.map({ $0.appending(path: "swift") }).first(where: Self.isExecutable) {
            folders.insert(swift.resolvingSymlinksInPath().deletingLastPathComponent(), at: 0)
        }
        if let chosen = environment["SWIFTLET_LLVM_BIN"] {
            folders = [URL(filePath: chosen)]
        }
        func find(_ tool: String) throws -> URL {
            guard let found = folders.map({ $0.appending(path: tool) }).first(where: Self.isExecutable)
            else { throw Missing(tool: tool) }
            return found
        }
        clang = try find("clang")
        objcopy = try find("llvm-objcopy")
    }

    private static func isExecutable(_ file: URL) -> Bool {
        FileManager.default.isExecutableFile(atPath: file.path)
    }
}

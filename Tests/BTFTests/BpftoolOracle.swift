import Foundation

/// What `bpftool btf dump` says of a table.
enum BpftoolOracle {
    static let kernelTypes = "/sys/kernel/btf/vmlinux"

    static let bpftool: String? = ["/usr/sbin/bpftool", "/usr/bin/bpftool"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// Why there is no oracle; nil if there is one.
    static let missing: String? = bpftool == nil ? "no bpftool: tools/packages.sh test" : nil

    static func dump(_ path: String) throws -> [Substring] {
        let output = temporaryFile()
        defer { try? FileManager.default.removeItem(at: output) }
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: bpftool ?? "")
        process.arguments = ["btf", "dump", "file", path]
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return [] }
        return String(decoding: try Data(contentsOf: output), as: UTF8.self)
            .split(separator: "\n")
    }

    static func dump(_ bytes: [UInt8]) throws -> [Substring] {
        let file = temporaryFile()
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(bytes).write(to: file)
        return try dump(file.path)
    }

    private static func temporaryFile() -> URL {
        FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-btf-\(UUID().uuidString)")
    }
}

import CommandRun
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
        let run = try CommandRun([bpftool ?? "", "btf", "dump", "file", path])
        return run.status == 0 ? run.text.split(separator: "\n") : []
    }

    static func dump(_ bytes: [UInt8]) throws -> [Substring] {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-btf-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(bytes).write(to: file)
        return try dump(file.path)
    }
}

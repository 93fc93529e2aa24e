import CommandRun
import Foundation

/// What libbpf does to an object on the running kernel, as `bpftool --debug prog load` tells it.
enum LibbpfOracle {
    static let kernelTypes = "/sys/kernel/btf/vmlinux"

    /// Why there is no oracle; nil if there is one.
    static let missing: String? = {
        if getuid() != 0 { return "not root" }
        if bpftool == nil { return "no bpftool: tools/packages.sh test" }
        if !FileManager.default.isReadableFile(atPath: kernelTypes) { return "no \(kernelTypes)" }
        return nil
    }()

    private static let bpftool: String? = ["/usr/sbin/bpftool", "/usr/bin/bpftool"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// By number of the relocation in the object: what became of which instructions, in libbpf's words.
    ///
    /// The load itself may fail; relocations come before it.
    static func relocations(of object: [UInt8]) throws -> [Int: Set<String>] {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-core-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("object.o")
        try Data(object).write(to: file)
        // Nothing can be pinned there, so nothing stays loaded even if the verifier takes it.
        let run = try CommandRun(
            [bpftool ?? "", "--debug", "prog", "loadall", file.path, folder.path + "/none"])

        var found: [Int: Set<String>] = [:]
        for line in (run.text + "\n" + run.complaint).split(separator: "\n") {
            // libbpf: prog 'x': relo #7: patched insn #0 (LDX/ST/STX) off 80 -> 1304
            guard let match = line.firstMatch(of: #/relo #(\d+): (.*)$/#), let index = Int(match.1)
            else { continue }
            found[index, default: []].formUnion(
                match.2.hasPrefix("patched") || match.2.hasPrefix("substituting")
                    ? [String(match.2)] : [])
        }
        return found
    }
}

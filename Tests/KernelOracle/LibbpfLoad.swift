import CommandRun
import Foundation

/// The same object loaded by libbpf (inside bpftool), for comparison: what its maps and programs are
/// like in the kernel.
public struct LibbpfLoad {
    /// By kernel name, as `bpftool -j map show` describes them.
    public private(set) var maps: [String: [String: Any]] = [:]
    /// By kernel name, as `bpftool -j prog show` describes them.
    public private(set) var programs: [String: [String: Any]] = [:]

    /// The values of maps of one entry, by kernel name: data sections, and options of the configuration.
    public private(set) var values: [String: [UInt8]] = [:]

    /// Loads, asks and unloads, in a mount namespace of its own with a bpffs of its own, so that
    /// nothing on the host changes.
    public init(_ object: [UInt8], name: String) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-libbpf-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Its name becomes part of the data maps' names.
        let file = folder.appendingPathComponent("\(name).o")
        try Data(object).write(to: file)

        let script = """
            mount -t bpf bpf /sys/fs/bpf || exit 1
            bpftool prog loadall "$1" /sys/fs/bpf/programs pinmaps /sys/fs/bpf/maps 2>"$2" || exit 1
            for pin in /sys/fs/bpf/maps/*; do bpftool -j map show pinned "$pin" && echo; done
            echo
            for pin in /sys/fs/bpf/maps/*; do
                echo "value $(bpftool -j map show pinned "$pin")"
                bpftool -j map dump pinned "$pin" 2>/dev/null && echo
            done
            for pin in /sys/fs/bpf/programs/*; do bpftool -j prog show pinned "$pin" && echo; done
            exit 0
            """
        let errors = folder.appendingPathComponent("errors")
        let run = try CommandRun(
            ["/usr/bin/unshare", "--mount", "sh", "-c", script, "sh", file.path, errors.path])
        guard run.status == 0 else {
            let reason = (try? Data(contentsOf: errors)) ?? Data()
            throw Bpftool.Failure(
                description: "libbpf did not load \(name): "
                    + String(decoding: reason.prefix(2000), as: UTF8.self))
        }
        var named: String?
        for line in run.output.split(separator: UInt8(ascii: "\n")) {
            if line.starts(with: Array("value ".utf8)) {
                let map = try JSONSerialization.jsonObject(with: line.dropFirst(6))
                named = (map as? [String: Any])?["name"] as? String
                continue
            }
            let parsed = try? JSONSerialization.jsonObject(with: line)
            if let named, let entries = parsed as? [[String: Any]] {
                if entries.count == 1, let bytes = entries[0]["value"] as? [String] {
                    values[named] = bytes.compactMap { UInt8($0.dropFirst(2), radix: 16) }
                }
                continue
            }
            guard let object = try JSONSerialization.jsonObject(with: line) as? [String: Any],
                let name = object["name"] as? String
            else { continue }
            if object["max_entries"] != nil { maps[name] = object } else { programs[name] = object }
        }
    }
}

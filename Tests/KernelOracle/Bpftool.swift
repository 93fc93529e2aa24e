internal import CommandRun
public import Foundation

/// What bpftool says of the kernel's objects: the oracle, since none of its code is ours.
public enum Bpftool {
    /// Why it could not be asked.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// The bytes that `bpftool ARGUMENTS` prints.
    public static func output(_ arguments: [String]) throws -> Data {
        guard
            let path = ["/usr/sbin/bpftool", "/sbin/bpftool", "/usr/local/sbin/bpftool"].first(
                where: {
                    FileManager.default.isExecutableFile(atPath: $0)
                })
        else {
            throw Failure(description: "no bpftool in /usr/sbin: install the package bpftool")
        }
        let run = try CommandRun([path] + arguments)
        guard run.status == 0 else {
            throw Failure(
                description: "bpftool \(arguments.joined(separator: " ")): exit status "
                    + "\(run.status): \(run.text)")
        }
        return run.output
    }

    /// Objects linked into one: `bpftool gen object`.
    public static func link(_ objects: [[UInt8]]) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-link-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var paths: [String] = []
        for (index, object) in objects.enumerated() {
            let file = folder.appendingPathComponent("\(index).o")
            try Data(object).write(to: file)
            paths.append(file.path)
        }
        let linked = folder.appendingPathComponent("linked.o")
        _ = try output(["gen", "object", linked.path] + paths)
        return [UInt8](try Data(contentsOf: linked))
    }

    /// One object, as `bpftool -j KIND show id ID` describes it.
    public static func show(_ kind: String, id: UInt32) throws -> [String: Any] {
        let said = try output(["-j", kind, "show", "id", "\(id)"])
        let parsed = try JSONSerialization.jsonObject(with: said)
        // A list of one for BTF, the object itself for the others.
        guard let object = parsed as? [String: Any] ?? (parsed as? [[String: Any]])?.first else {
            throw Failure(
                description: "bpftool: no object in \(String(decoding: said, as: UTF8.self))")
        }
        return object
    }

    /// All objects of a kind (`map`, `prog`, `link`, `btf`).
    public static func list(_ kind: String) throws -> [[String: Any]] {
        let parsed = try JSONSerialization.jsonObject(with: output(["-j", kind, "list"]))
        return parsed as? [[String: Any]] ?? []
    }

    /// A map's entries: `bpftool -j map dump id ID`.
    public static func dump(map id: UInt32) throws -> [[String: Any]] {
        let parsed = try JSONSerialization.jsonObject(
            with: output(["-j", "map", "dump", "id", "\(id)"]))
        return parsed as? [[String: Any]] ?? []
    }
}

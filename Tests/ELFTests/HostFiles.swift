import Foundation

/// ELF files that this machine has anyway.
enum HostFiles {
    /// Paths of files that are likely ELF. More (files or folders) can be named in
    /// `SWIFTLET_ELF_PATHS`, separated by colons.
    static var paths: [String] {
        let files = FileManager.default
        let known = [
            "/bin/ls", "/lib/x86_64-linux-gnu/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6",
            "/lib64/libc.so.6",
        ].filter { files.isReadableFile(atPath: $0) }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let objects = find(in: root.appendingPathComponent(".build").path, suffixes: [".o"])
        let modules = find(in: "/lib/modules", suffixes: [".ko"])
        let more = (ProcessInfo.processInfo.environment["SWIFTLET_ELF_PATHS"] ?? "")
            .split(separator: ":").flatMap { find(in: String($0), suffixes: [""]) }
        return known + objects.prefix(30) + modules.prefix(10) + more
    }

    private static func find(in path: String, suffixes: [String]) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return []
        }
        guard isFolder.boolValue else { return [path] }
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.filter { name in suffixes.contains { name.hasSuffix($0) } }.sorted()
            .map { "\(path)/\($0)" }
            .filter {
                let attributes = try? FileManager.default.attributesOfItem(atPath: $0)
                return attributes?[.type] as? FileAttributeType == .typeRegular
            }
    }
}

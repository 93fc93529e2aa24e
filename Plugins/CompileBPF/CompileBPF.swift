import Foundation
import PackagePlugin

/// Compiles `bpf/*.bpf.c` during `swift build` and adds the objects to the target as Swift source.
///
/// EmbedBPF does the work: one command for all programs, run again when a C file or a header in
/// `bpf/` changes.
@main struct CompileBPF: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = context.package.directoryURL.appending(path: "bpf")
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil
        ).sorted { $0.path < $1.path }
        let programs = files.filter { $0.lastPathComponent.hasSuffix(".bpf.c") }
        let headers = files.filter { $0.pathExtension == "h" }
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedObjects.swift")
        return [
            .buildCommand(
                displayName: "Compiling BPF programs",
                executable: try context.tool(named: "EmbedBPF").url,
                arguments: [output.path] + programs.map(\.path),
                inputFiles: programs + headers, outputFiles: [output])
        ]
    }
}

internal import SwiftletBytes
internal import SwiftletELF
internal import SwiftletKernel

/// A program or library whose functions are probed.
struct UserBinary {
    let path: String
    let file: ELFFile
    /// The BPF program, for errors.
    let program: String

    /// - Parameter name: A path, or a name without `/` to search for.
    init(_ name: String, program: String) throws(LoadError) {
        path = try Self.search(name, program: program)
        self.program = program
        let bytes: ByteView
        do { bytes = try ByteView(contentsOf: path) } catch { throw .kernel(error) }
        do { file = try ELFFile(parsing: bytes) } catch {
            throw .binary(program: program, path: path, error)
        }
    }

    /// Finds a library as the dynamic loader would, or a program as a shell would, but without reading
    /// ld.so.cache.
    static func search(_ name: String, program: String) throws(LoadError) -> String {
        guard !name.contains("/") else { return name }
        let isLibrary = name.split(separator: ".").dropFirst().contains("so")
        let variable = Kernel.environment(isLibrary ? "LD_LIBRARY_PATH" : "PATH") ?? ""
        var folders = variable.split(separator: ":").map { String($0) }
        if isLibrary {
            folders += ["/usr/lib64", "/usr/lib", "/lib64", "/lib"]
            #if arch(x86_64)
                folders += ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu"]
            #elseif arch(arm64)
                folders += ["/usr/lib/aarch64-linux-gnu", "/lib/aarch64-linux-gnu"]
            #endif
            folders.append("/usr/local/lib")
        } else {
            folders += ["/usr/bin", "/usr/sbin"]
        }
        for folder in folders where Kernel.mayRead("\(folder)/\(name)", andRun: !isLibrary) {
            return "\(folder)/\(name)"
        }
        throw .noBinary(program: program, name: name, searched: folders)
    }
}

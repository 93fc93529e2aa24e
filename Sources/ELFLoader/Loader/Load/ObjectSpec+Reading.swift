internal import SwiftletBytes
internal import SwiftletKernel
public import SwiftletObject

extension ObjectSpec {
    /// Reads and parses a BPF object file.
    ///
    /// The object is named after the file, without `.bpf.o` or `.o`.
    ///
    /// - Throws: `LoadError.kernel` if the file can't be read, `.object` if it is malformed.
    public init(contentsOf path: String) throws(LoadError) {
        let bytes = try LoadError.wrapping { () throws(KernelError) in try ByteView(contentsOf: path) }
        do throws(ObjectError) {
            self = try ObjectSpec(parsing: bytes, name: Self.name(ofFile: path))
        } catch {
            throw .object(error)
        }
    }

    /// The object's name for a file: `tool` for `/opt/tool.bpf.o`.
    package static func name(ofFile path: String) -> String {
        let name = path.split(separator: "/").last ?? "object"
        for suffix in [".bpf.o", ".o"] where name.hasSuffix(suffix) && name != suffix {
            return String(name.dropLast(suffix.utf8.count))
        }
        return String(name)
    }
}

// Inspect: what an object file holds, without a kernel.
//
//     Inspection ──▶ facts, maps, programs, variables, externs, needs   (ObjectSpec)
//                ──▶ sections, symbols, relocations                     (ELFFile)
//                ──▶ Disassembly                                        (both, and source lines)
//
// Reading is what the loader does (ELF/, BTF/, Object/); this folder only shows it.

package import ELFLoader
package import TracerOutput

/// An object file that was read to be shown.
package struct Inspection: Sendable {
    /// The path, for people.
    package let path: String
    package let file: ELFFile
    package let spec: ObjectSpec

    /// - Parameters:
    ///   - name: The object's name.
    ///   - path: The path of the file, for people.
    /// - Throws: `ObjectError` as the loader.
    package init(parsing bytes: ByteView, name: String, path: String) throws(ObjectError) {
        do { file = try ELFFile(parsing: bytes) } catch { throw .elf(error) }
        spec = try ObjectSpec(file, name: name)
        self.path = path
    }

    /// The instruction set that the object asks for; nil if it doesn't say (clang before 22).
    package var processorVersion: Int? {
        // EF_BPF_CPUVER, llvm/BinaryFormat/ELF.h
        let version = Int(file.flags & 0xf)
        return version == 0 ? nil : version
    }

    /// The compiler by its own words, from the debug information or a comment; nil if it left none.
    package var compiler: String? {
        for name in [".comment", ".debug_str"] {
            guard let section = file.section(named: name), let data = try? file.data(of: section)
            else {
                continue
            }
            for text in data.bytes.split(separator: 0) {
                for word in ["clang version ", "GNU C", "GCC: "] where text.count < 256 {
                    guard let start = Self.start(of: Array(word.utf8), in: text) else { continue }
                    return String(decoding: text[start...], as: UTF8.self)
                }
            }
        }
        return nil
    }

    private static func start(of word: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        guard text.count >= word.count else { return nil }
        return (text.startIndex...text.endIndex - word.count).first {
            text[$0...].starts(with: word)
        }
    }
}

extension Inspection {
    /// What the object is, in lines.
    package var facts: String {
        var text = "\(path): BPF object, \(byteOrder), \(file.bytes.count) bytes\n"
        text += "license   \(spec.license.isEmpty ? "none" : spec.license.shortened)\n"
        text += "compiler  \((compiler ?? "unknown").shortened)\n"
        if let processorVersion { text += "CPU       v\(processorVersion)\n" }
        text += "types     " + (spec.types.map { "\($0.typeCount) in .BTF" } ?? "none") + "\n"
        return text
    }

    package func appendFacts(to buffer: inout OutputBuffer) {
        buffer.member("byte_order", text: byteOrder)
        buffer.member("size", file.bytes.count)
        buffer.member("license", text: spec.license.isEmpty ? nil : spec.license.shortened)
        buffer.member("compiler", text: compiler?.shortened)
        buffer.key("cpu")
        if let processorVersion { buffer.value(processorVersion) } else { buffer.nullValue() }
        buffer.key("types")
        if let types = spec.types { buffer.value(types.typeCount) } else { buffer.nullValue() }
    }

    private var byteOrder: String { file.order == .little ? "little-endian" : "big-endian" }
}

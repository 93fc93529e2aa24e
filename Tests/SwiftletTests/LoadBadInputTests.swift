import FixtureCompiler
import Foundation
import KernelOracle
import Testing

/// Objects that can't be loaded, or not as they are, and what `swiftlet load` says of them.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct LoadBadInputTests {
    /// Loads an object's bytes; what was said, with `OBJECT` for the file.
    private func load(
        _ object: [UInt8], _ arguments: [String] = []
    ) throws -> (status: Int32, errors: String) {
        let path = NSTemporaryDirectory() + "swiftlet-bad-\(UUID().uuidString).bpf.o"
        try Data(object).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let result = try Command.swiftlet(["load"] + arguments + [path])
        return (result.status, result.errors.replacingOccurrences(of: path, with: "OBJECT"))
    }

    @Test func mapsOfBeforeBTF() throws {
        let (status, errors) = try load(FixtureCompiler.compile("legacy_maps"))
        #expect(status == 65)
        #expect(errors.hasPrefix("swiftlet: OBJECT: section 'maps': "))
        #expect(errors.contains("SEC(\".maps\")"))
    }

    @Test func theOtherByteOrder() throws {
        let (status, errors) = try load(FixtureCompiler.compile("loader_calls", target: .big))
        #expect(status == 65)
        #expect(errors.contains("was compiled for the other byte order than this machine's"))
    }

    /// Without types: loads if nothing needs them, and says what does if something does.
    @Test func withoutTypes() throws {
        let plain = try load(FixtureCompiler.compile("loader_no_maps", flags: ["-g0"]))
        #expect(plain.status == 0, "\(plain.errors)")
        #expect(plain.errors.isEmpty)
        let maps = try load(FixtureCompiler.compile("loader_maps", flags: ["-g0"]))
        #expect(maps.status == 65)
        #expect(maps.errors.contains("section '.maps'"))
        #expect(maps.errors.contains("-g"))
    }

    @Test func aSectionThatIsMisspelt() throws {
        let (status, errors) = try load(
            FixtureCompiler.compile("loader_rejected", flags: ["-DMISSPELT"]))
        #expect(status == 65)
        #expect(
            errors.contains(
                "program 'misspelt': section 'raw_tracepiont/sys_enter' names no program type; did you mean 'raw_tracepoint'?"
            ))
    }

    /// Bytes are missing, or are other ones: section, offset, what was found and what was expected.
    @Test func malformedFiles() throws {
        let whole = try FixtureCompiler.compile("loader_maps")
        let short = try load(Array(whole[..<200]))
        #expect(short.status == 65)
        #expect(short.errors.contains("elf: "))
        var types = whole
        // e_shoff: beyond the end.
        types.replaceSubrange(40..<48, with: [0, 0, 0, 0, 1, 0, 0, 0])
        let far = try load(types)
        #expect(far.status == 65)
        #expect(far.errors.contains("4294967296"))
        #expect(far.errors.contains("\(whole.count)"))
        // The magic of .BTF.
        let magic: [UInt8] = [0x9f, 0xeb, 1, 0, 24, 0, 0, 0]
        let place = try #require(whole.indices.first { whole[$0...].starts(with: magic) })
        var other = whole
        other[place] = 0
        let btf = try load(other)
        #expect(btf.status == 65)
        #expect(btf.errors.contains("section '.BTF'"))
    }
}

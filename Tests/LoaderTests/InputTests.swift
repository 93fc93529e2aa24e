import ELFLoader
import FixtureCompiler
import Foundation
import SwiftletBytes
import SwiftletKernel
import Testing

/// Files that are no objects: each is told by its first bytes or by what it is, however much there is of it.
struct InputTests {
    private func temporary() -> String { NSTemporaryDirectory() + "swiftlet-input-\(UUID().uuidString)" }

    private func reason(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return "it was read"
    }

    @Test func whatHasNoEndOrNoContents() throws {
        let pipe = temporary()
        #expect(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        for (path, what) in [
            ("/dev/zero", "a device or a pipe"), ("/dev/null", "a device or a pipe"), ("/", "a folder"),
            (pipe, "a device or a pipe"),
        ] {
            for said in [
                reason { _ = try ObjectSpec(contentsOf: path) },
                reason { _ = try TargetTypes.file(path) },
            ] {
                #expect(said.contains("\(path): is \(what)"), "\(said)")
            }
        }
        #expect(reason { _ = try ObjectSpec(contentsOf: "/no/such") }.contains("/no/such"))
    }

    /// Only one page is read of a gigabyte that begins like no known format.
    @Test func whatBeginsOtherwiseIsNotReadToItsEnd() throws {
        let path = temporary()
        let file = open(path, O_RDWR | O_CREAT, 0o600)
        defer { unlink(path) }
        #expect(file >= 0 && ftruncate(file, 1 << 30) == 0)
        close(file)
        #expect(try ByteView(contentsOf: path).count <= 4096)
        #expect(try ByteView(contentsOf: path, beginning: [.elf, .btf]).count <= 4096)
        #expect(reason { _ = try ObjectSpec(contentsOf: path) }.contains("not an ELF file"))
        #expect(reason { _ = try TargetTypes.file(path) }.contains("bad magic"))
    }

    @Test func theWholeOfAnObject() throws {
        let object = try FixtureCompiler.compile("loader_data")
        let path = temporary()
        defer { unlink(path) }
        for count in [object.count, 4095, 4096, 4097, 1, 0] {
            let bytes = Array(object.prefix(count))
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            #expect(try ByteView(contentsOf: path).bytes == bytes)
        }
    }

    /// What the loader reads as text ends, too.
    @Test func textWithoutAnEnd() {
        #expect(reason { _ = try Kernel.readFile("/dev/zero") }.contains("/dev/zero: more than 268435456 bytes"))
    }
}

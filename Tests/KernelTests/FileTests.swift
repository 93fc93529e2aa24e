import Foundation
import SwiftletKernel
import Testing

/// Files are read whole, whatever their size is said to be.
struct FileTests {
    @Test(arguments: ["/proc/version", "/sys/kernel/btf/vmlinux", "/etc/passwd", "/dev/null"])
    func asFoundationReadsThem(path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else { return }
        #expect(try Data(Kernel.readFile(path)) == handle.readToEnd() ?? Data())
    }

    /// Several MB that are said to be 0 bytes. Only the kernel's own symbols: those of modules and BPF
    /// programs come and go.
    @Test func aFileWithoutASize() throws {
        func own(_ text: [UInt8]) -> [Substring] {
            String(decoding: text, as: UTF8.self).split(separator: "\n").filter { !$0.hasSuffix("]") }
        }
        let handle = try #require(FileHandle(forReadingAtPath: "/proc/kallsyms"))
        let expected = own([UInt8](try handle.readToEnd() ?? Data()))
        let found = own(try Kernel.readFile("/proc/kallsyms"))
        #expect(expected.count > 10_000)
        #expect(found.elementsEqual(expected))
    }

    @Test func aMissingFileIsNamed() {
        let error = #expect(throws: KernelError.self) { try Kernel.readFile("/no/such/file") }
        guard case .system("open", "/no/such/file", .noEntry) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func whatCanBeMappedHoldsTheSame() throws {
        for path in ["/etc/passwd", "/sys/kernel/btf/vmlinux"] {
            guard FileManager.default.isReadableFile(atPath: path),
                let mapping = try Kernel.mapFile(path)
            else {
                print("LEFT OUT: \(path) can't be mapped here")
                continue
            }
            defer { Kernel.unmapFile(mapping) }
            #expect(try Array(mapping) == Kernel.readFile(path))
        }
    }

    @Test(arguments: ["/dev/null", "/proc/self/status"])
    func whatCannotBeMappedIsForReading(path: String) throws {
        #expect(try Kernel.mapFile(path) == nil)
    }
}

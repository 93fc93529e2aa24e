import BPFKernel
import Foundation
import Testing

/// Files are read whole, whatever their size is said to be.
struct FileTests {
    @Test(arguments: [
        "/proc/self/status", "/proc/kallsyms", "/sys/kernel/btf/vmlinux", "/etc/passwd",
        "/dev/null",
    ])
    func asFoundationReadsThem(path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else { return }
        let expected = try handle.readToEnd() ?? Data()
        let found = try Kernel.readFile(path)
        #expect(found.count == expected.count || path.hasPrefix("/proc/self"))
        if !path.hasPrefix("/proc") { #expect(Data(found) == expected) }
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

import CommandRun
import Foundation
import Testing

@testable import ELFLoader

/// Decompression beside Python's zlib, which writes all three types of block.
struct InflateTests {
    /// A gzip file that Python makes of what is given.
    private static func compressed(_ bytes: [UInt8], _ arguments: String) throws -> [UInt8] {
        let script = """
            import sys, zlib
            c = zlib.compressobj(\(arguments))
            d = sys.stdin.buffer.read()
            sys.stdout.buffer.write(c.compress(d) + c.flush())
            """
        return [UInt8](try CommandRun(["/usr/bin/python3", "-c", script], input: Data(bytes)).output)
    }

    private static let samples: [[UInt8]] = {
        var numbers = SystemRandomNumberGenerator()
        let noise = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &numbers) }
        let text = Array(String(repeating: "CONFIG_SWIFTLET=y\n# CONFIG_NOT is not set\n", count: 3000).utf8)
        let few = (0..<70_000).map { _ in UInt8.random(in: 0...3, using: &numbers) }
        return [[], [7], Array("CONFIG_A=y\n".utf8), noise, text, few, text + noise + few]
    }()

    @Test(arguments: [
        "9, 8, 31", "1, 8, 31", "0, 8, 31", "6, 8, 31, 9, zlib.Z_FIXED",
        "6, 8, 31, 9, zlib.Z_HUFFMAN_ONLY", "6, 8, 31, 1, zlib.Z_RLE",
    ])
    func readsWhatZlibWrites(settings: String) throws {
        for sample in Self.samples {
            let file = try Self.compressed(sample, settings)
            #expect(GzipFile.isOne(file))
            #expect(try GzipFile.contents(of: file, limit: 1 << 20) == sample)
        }
    }

    /// Distances below and above eight, which are copied differently, and copies up to the end of the output.
    @Test func copiesOverlapTheirSource() throws {
        for period in 1...20 {
            for count in [3, 4, 9, 257, 258, 259, 300, 1000, 4096, 4097, 70_000] {
                let sample = (0..<count).map { UInt8($0 % period * 7) }
                let file = try Self.compressed(sample, "9, 8, 31")
                #expect(try GzipFile.contents(of: file, limit: count) == sample, "\(period) \(count)")
                #expect(throws: InflateError.tooLong(limit: count - 1)) {
                    try GzipFile.contents(of: file, limit: count - 1)
                }
            }
        }
    }

    @Test func namesAndCommentsAreSkipped() throws {
        var file = try Self.compressed([1, 2, 3], "9, 8, 31")
        file[3] = 2 | 4 | 8 | 16
        file.insert(contentsOf: [2, 0, 9, 9] + Array("name\0comment\0".utf8) + [0, 0], at: 10)
        #expect(try GzipFile.contents(of: file, limit: 3) == [1, 2, 3])
    }

    @Test func outputIsLimited() throws {
        let file = try Self.compressed([UInt8](repeating: 0, count: 1 << 20), "9, 8, 31")
        #expect(throws: InflateError.tooLong(limit: 1000)) {
            try GzipFile.contents(of: file, limit: 1000)
        }
    }

    /// Cut off or changed anywhere, it is refused, or the sum happens to agree; it never traps.
    @Test func damagedFilesAreRefused() throws {
        let text = Array((0..<200).map { "CONFIG_\($0 * 7919 % 1000)=\($0)\n" }.joined().utf8)
        for settings in ["9, 8, 31", "0, 8, 31", "6, 8, 31, 9, zlib.Z_FIXED"] {
            let file = try Self.compressed(text, settings)
            for count in 0..<file.count {
                #expect(throws: InflateError.self) {
                    try GzipFile.contents(of: Array(file[..<count]), limit: 1 << 16)
                }
            }
            for position in 0..<file.count {
                for change: UInt8 in [1, 0x10, 0x80, 0xff] {
                    var damaged = file
                    damaged[position] ^= change
                    let found = try? GzipFile.contents(of: damaged, limit: 1 << 16)
                    #expect(found == nil || found == text || position < 10)
                }
            }
        }
    }
}

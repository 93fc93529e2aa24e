import Foundation
import Testing

@testable import ELFLoader
@testable import EmbedBPF

/// What the build compresses, our own Inflate and Python's zlib decompress to the same bytes.
struct DeflateTests {
    /// Nothing, one byte, runs, repetitions as far and as long as they may be, noise, and counts that make the deepest
    /// tree there is.
    private static let samples: [[UInt8]] = {
        var numbers = SystemRandomNumberGenerator()
        func noise(_ count: Int, _ range: ClosedRange<UInt8> = 0...255) -> [UInt8] {
            (0..<count).map { _ in UInt8.random(in: range, using: &numbers) }
        }
        let piece = noise(300)
        // Fibonacci's numbers: each byte is as frequent as the two rarer ones together.
        var deep: [UInt8] = []
        var (last, count) = (1, 1)
        for byte in UInt8(0)..<20 {
            deep += [UInt8](repeating: byte, count: count)
            (last, count) = (count, last + count)
        }
        return [
            [], [7], [7, 7], [1, 2, 3], [UInt8](repeating: 0, count: 100_000), noise(1000),
            piece + noise(32_768 - 300) + piece, piece + noise(32_769 - 300) + piece,
            noise(40_000, 0...1), deep.shuffled(using: &numbers), noise(50_000, 0...63) + piece + piece,
        ]
    }()

    @Test(arguments: samples.indices)
    func decompressesToTheSame(sample: Int) throws {
        let bytes = Self.samples[sample]
        let compressed = Deflate.bytes(bytes)
        let (output, end) = try Inflate.bytes(compressed, from: 0, limit: bytes.count)
        #expect(output == bytes)
        #expect(end == compressed.count)
        #expect(try Self.zlib(compressed) == bytes)
    }

    /// Repetitions are found: text shrinks about as much as zlib shrinks it.
    @Test func isAboutAsShortAsZlibs() throws {
        let text = Array((0..<3000).map { "struct member_\($0 * 7919 % 1000) { int field_\($0); };\n" }.joined().utf8)
        let peer = try Self.python("import sys,zlib; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read(), 9))", text)
        #expect(Deflate.bytes(text).count < peer.count * 11 / 10)
    }

    /// What zlib makes of it; it must end where the bytes end.
    private static func zlib(_ bytes: [UInt8]) throws -> [UInt8] {
        try python(
            """
            import sys, zlib
            d = zlib.decompressobj(-15)
            sys.stdout.buffer.write(d.decompress(sys.stdin.buffer.read()) + d.flush())
            sys.exit(not d.eof or bool(d.unused_data))
            """, bytes)
    }

    private static func python(_ program: String, _ bytes: [UInt8]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", program]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        DispatchQueue.global().async {
            try? input.fileHandleForWriting.write(contentsOf: Data(bytes))
            try? input.fileHandleForWriting.close()
        }
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return [UInt8](said)
    }
}

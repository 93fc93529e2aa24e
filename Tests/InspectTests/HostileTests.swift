import ELFLoader
import FixtureCompiler
import Foundation
import RandomBytes
import SwiftletBytes
import SwiftletObject
import Testing
import TracerOutput

@testable import SwiftletInspect

/// Objects with changed bytes are shown or refused: no trap, and no time or memory without bound.
@Suite struct HostileTests {
    @Test(arguments: ["maps", "core_fields", "loader_calls", "struct_ops", "arena"])
    func shownOrRefused(_ fixture: String) throws {
        let original = try FixtureCompiler.compile(fixture)
        var random = RandomBytes()
        var shown = 0
        for _ in 0..<500 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] =
                    [0, 1, 0xff, .random(in: 0...255, using: &random)]
                    .randomElement(using: &random) ?? 0
            }
            guard let size = try? Self.show(bytes) else { continue }
            shown += 1
            #expect(size < 200 * bytes.count, "seed \(random.seed)")
        }
        #expect(shown > 50)
    }

    /// How many bytes all that can be shown of an object takes, as text and as JSON.
    private static func show(_ bytes: [UInt8]) throws -> Int {
        let inspection = try Inspection(
            parsing: ByteView(bytes), name: "hostile", path: "hostile.o")
        var text = inspection.facts
        var buffer = OutputBuffer()
        buffer.beginObject()
        inspection.appendFacts(to: &buffer)
        for listing in [
            inspection.programs, inspection.subprograms, inspection.maps, inspection.variables,
            inspection.externs,
            inspection.needs, inspection.sections, inspection.symbols, try inspection.relocations(),
        ] {
            listing.append(to: &text)
            listing.append(to: &buffer)
        }
        var names = CodeNames(inspection)
        buffer.key("functions")
        buffer.beginArray()
        for function in inspection.spec.functions {
            let disassembly = Disassembly(function, &names)
            disassembly.append(to: &text)
            disassembly.append(to: &buffer)
        }
        return text.utf8.count + buffer.count
    }

    /// Names are shown in part, so that many uses of a long one stay short.
    @Test func longNames() throws {
        let name = String(repeating: "n", count: 100_000)
        let object = try FixtureCompiler.assemble(
            ".section socket,\"ax\",@progbits\n.globl \(name)\n.type \(name),@function\n\(name):\n"
                + String(repeating: "call \(name)\n", count: 1000)
                + "exit\n.size \(name), .-\(name)\n")
        #expect(try Self.show(object) < 2 << 20)
    }
}

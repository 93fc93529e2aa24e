import ELFLoader
import FixtureCompiler
import Foundation
import SwiftletBytes
import SwiftletObject
import Testing

@testable import SwiftletInspect

/// Disassembly is what llvm-objdump prints.
@Suite struct DisassemblyTests {
    private static func inspection(_ bytes: [UInt8]) throws -> Inspection {
        try Inspection(parsing: ByteView(bytes), name: "object", path: "object.o")
    }

    private struct Variant: CustomTestStringConvertible {
        let target: FixtureCompiler.Target
        let processor: String
        var testDescription: String { "\(target.rawValue) \(processor)" }
    }

    /// Every instruction of every fixture, both byte orders, three versions of the instruction set.
    @Test(arguments: [
        Variant(target: .little, processor: "v3"), Variant(target: .big, processor: "v1"),
        Variant(target: .little, processor: "v4"), Variant(target: .big, processor: "v4"),
    ])
    private func instructionsAreThoseOfObjdump(_ variant: Variant) throws {
        var compared = 0
        for name in try FixtureCompiler.names() {
            guard
                let object = try? FixtureCompiler.compile(
                    name, target: variant.target, flags: ["-mcpu=" + variant.processor]),
                let inspection = try? Self.inspection(object)
            else { continue }
            let expected = try Objdump.instructions(of: object)
            var names = CodeNames(inspection)
            for function in inspection.spec.functions {
                let disassembly = Disassembly(function, &names)
                for line in disassembly.lines {
                    #expect(
                        line.text == expected[function.sectionName]?[line.index],
                        "\(name): \(function.name): \(line.index)")
                    compared += 1
                }
            }
        }
        #expect(compared > 2000)
    }

    /// Every opcode, with fields that matter to some of them.
    @Test func everyOpcodeIsThatOfObjdump() throws {
        var codes: [Instruction] = []
        let atomics: [Int32] = [0, 1, 0x40, 0x41, 0x50, 0x51, 0xa0, 0xa1, 0xe1, 0xf1, 0x100, 0x110]
        for opcode in UInt8.min...UInt8.max {
            let isAtomic = opcode & 0x07 == 3 && opcode & 0xe0 == 0xc0
            for (destination, source, offset) in [
                (1, 2, 0), (3, 0, 4), (10, 9, -8), (0, 5, 1), (7, 7, 8), (2, 1, 16), (4, 3, 32),
                (5, 6, .min), (5, 6, .max),
            ] as [(UInt8, UInt8, Int16)] {
                for immediate in isAtomic ? atomics : [0, 5, 16, 32, 64, -3, 0x1_0005, .min, .max] {
                    codes.append(
                        Instruction(
                            opcode: opcode, destination: destination, source: source,
                            offset: offset,
                            immediate: immediate))
                    if opcode == 0x18 { codes.append(Instruction(opcode: 0, immediate: immediate)) }
                }
            }
        }
        let bytes = codes.map { code -> String in
            var bytes = [code.opcode, code.destination | code.source << 4]
            withUnsafeBytes(of: code.offset.littleEndian) { bytes += $0 }
            withUnsafeBytes(of: code.immediate.littleEndian) { bytes += $0 }
            return ".byte " + bytes.map { "\($0)" }.joined(separator: ",")
        }
        let object = try FixtureCompiler.assemble(
            ".section socket,\"ax\",@progbits\n.globl all\n.type all,@function\nall:\n"
                + bytes.joined(separator: "\n") + "\n.size all, .-all\n")
        let expected = try #require(try Objdump.instructions(of: object)["socket"])
        let inspection = try Self.inspection(object)
        let function = try #require(inspection.spec.functions.first)
        #expect(function.instructions == codes)
        var known = Set<UInt8>()
        for (index, code) in codes.enumerated() {
            guard let text = expected[index] else { continue }
            let ours = InstructionText(
                code, second: index + 1 < codes.count ? codes[index + 1] : nil
            ).text
            if ours != InstructionText.unknown { known.insert(code.opcode) }
            #expect(ours == text, "\(code)")
        }
        // All that LLVM 21 knows.
        #expect(known.count >= 129, "\(known.count)")
    }

    @Test func namesOfWhatIsUsed() throws {
        let inspection = try Self.inspection(try FixtureCompiler.compile("maps"))
        var names = CodeNames(inspection)
        var notes: [String] = []
        var sources = 0
        for function in inspection.spec.functions {
            for line in Disassembly(function, &names).lines {
                if let note = line.note { notes.append(note) }
                if let source = line.source {
                    sources += 1
                    #expect(source.line > 0 && source.file.hasSuffix("maps.bpf.c"))
                }
            }
        }
        #expect(notes.contains("bpf_get_current_pid_tgid") && notes.contains("bpf_map_lookup_elem"))
        #expect(notes.contains { $0.hasPrefix("map ") } && notes.contains { $0.hasPrefix("↓ ") })
        #expect(sources > 10)
        let fields = try Self.inspection(try FixtureCompiler.compile("core_fields"))
        var fieldNames = CodeNames(fields)
        let all = fields.spec.functions.flatMap {
            Disassembly($0, &fieldNames).lines.compactMap { $0.note }
        }
        #expect(all.contains { $0.hasPrefix("CO-RE: byte_off of struct ") })
    }
}

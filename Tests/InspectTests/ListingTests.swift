import ELFLoader
import FixtureCompiler
import SwiftletBytes
import SwiftletObject
import Testing

@testable import SwiftletInspect

/// The tables say what llvm-objdump says of the same file.
@Suite struct ListingTests {
    private func inspection(_ bytes: [UInt8]) throws -> Inspection {
        try Inspection(parsing: ByteView(bytes), name: "object", path: "object.o")
    }

    @Test(arguments: FixtureCompiler.Target.allCases)
    func sectionsAndRelocations(_ target: FixtureCompiler.Target) throws {
        for name in ["maps", "loader_data", "core_fields", "struct_ops"] {
            let object = try FixtureCompiler.compile(name, target: target)
            let inspection = try inspection(object)
            // `  3 license  00000004 0000000000000000 DATA`, with the file's own index and without the tables of it.
            for line in try Objdump.output(["-h"], of: object) {
                guard let match = line.firstMatch(of: #/^ +([0-9]+) (\S+) +([0-9a-f]{8}) /#),
                    let index = UInt64(match.1)
                else { continue }
                #expect(
                    inspection.sections.rows.contains {
                        $0[0] == .number(index) && $0[1] == .text(String(match.2))
                            && $0[5] == .number(UInt64(match.3, radix: 16) ?? 0)
                    }, "\(name): \(line)")
            }
            var section = ""
            var expected: [String] = []
            for line in try Objdump.output(["-r"], of: object) {
                if let heading = line.wholeMatch(of: #/RELOCATION RECORDS FOR \[(.*)\]:/#) {
                    section = String(heading.1)
                }
                guard !section.hasPrefix(".debug"),
                    let match = line.wholeMatch(of: #/([0-9a-f]{16}) (R_BPF_\S+) +(\S+)/#),
                    let offset = UInt64(match.1, radix: 16)
                else { continue }
                expected.append("\(section) 0x\(String(offset, radix: 16)) \(match.2) \(match.3)")
            }
            let ours = try inspection.relocations().rows.map { row in
                "\(words(row[0])) \(words(row[1])) \(words(row[2])) \(words(row[3]))"
            }
            #expect(ours.sorted() == expected.sorted(), "\(name)")
            #expect(!ours.isEmpty)
        }
    }

    private func words(_ cell: Listing.Cell) -> String {
        switch cell {
        case .text(let text): text
        case .number(let number): "\(number)"
        case .hexadecimal(let number): "0x" + String(number, radix: 16)
        case .absent: "-"
        }
    }

    @Test func needs() throws {
        func needs(_ name: String, _ flags: [String] = []) throws -> [String: String] {
            let rows = try inspection(try FixtureCompiler.compile(name, flags: flags)).needs.rows
            return Dictionary(rows.map { (words($0[1]), words($0[0])) }) { first, _ in first }
        }
        let types = try needs("map_types")
        #expect(types["map type bloom_filter"] == "5.16")
        #expect(types["map type hash"] == nil)
        #expect(try needs("maps").isEmpty)
        // The same source needs more with the fourth version of the instruction set.
        #expect(try needs("arena", ["-mcpu=v4"])["map type arena"] == "6.9")
    }

    @Test func facts() throws {
        let inspection = try inspection(try FixtureCompiler.compile("maps", target: .big))
        #expect(inspection.facts.contains("big-endian"))
        #expect(inspection.compiler?.hasPrefix("clang version ") == true)
        let program = try #require(inspection.programs.rows.first)
        #expect(words(program[3]) == "tracepoint/sched/sched_process_exec")
        #expect(words(program[4]) == "tracepoint sched:sched_process_exec")
    }
}

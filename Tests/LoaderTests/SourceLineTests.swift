import ELFLoader
import Foundation
import KernelOracle
import SwiftletObject
import Testing

@testable import SwiftletKernel

/// Function and line records in the kernel: bpftool prints our programs with their sources.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct SourceLineTests {
    /// Lines of the fixture's source, by number.
    private func source(_ fixture: String) throws -> [String] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/\(fixture).bpf.c")
        return try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    }

    @Test(arguments: ["direct", "in_other_order", "by_address"])
    func everyLineIsThatOfTheSource(program: String) throws {
        let object = try Fixture.load("loader_calls")
        let loaded = try object.programs[program]
        let said = try Bpftool.output([
            "-j", "prog", "dump", "xlated", "id", "\(loaded.info().id)", "linum",
        ])
        let dump = try #require(try JSONSerialization.jsonObject(with: said) as? [[String: Any]])
        let source = try source("loader_calls")
        var lines: Set<Int> = []
        var functions: [String] = []
        for instruction in dump {
            if let prototype = instruction["proto"] as? String { functions.append(prototype) }
            guard let text = instruction["src"] as? String,
                let number = instruction["line_num"] as? Int
            else { continue }
            let file = instruction["file"] as? String ?? ""
            #expect(file.hasSuffix("loader_calls.bpf.c"))
            let written = source[number - 1].trimmingCharacters(in: .whitespaces)
            try #require(text.trimmingCharacters(in: .whitespaces) == written)
            lines.insert(number)
        }
        #expect(lines.count > 5)
        // The program itself first, then what it calls: each with its own name and type.
        #expect(functions.first?.contains(program) == true)
        #expect(functions.contains { $0.contains("twice") })
        switch program {
        case "direct":
            #expect(functions.count == 6)
            #expect(functions.contains { $0.contains("int hidden(int value)") })
        case "in_other_order": #expect(functions.count == 6)
        default:
            #expect(functions.contains { $0.contains("add_element") })
            #expect(functions.contains { $0.contains("fill") })
        }
    }

    @Test func objectsWithoutDebugInformationLoadWithoutIt() throws {
        let object = try Fixture.load("loader_no_maps", flags: ["-g0"])
        #expect(object.typesError == nil)
        let shown = try Bpftool.show("prog", id: object.programs["answer"].info().id)
        #expect(shown["btf_id"] == nil)
        #expect(try object.run("answer") == 42)
    }

    @Test func aKernelThatTakesNoTypesStillRunsTheProgram() throws {
        let object = try SystemCalls.failing(.btfLoad, with: .invalid) {
            // Callbacks are known to the verifier by their types only.
            try Fixture.load("loader_calls") { try $0.setLoaded("by_address", false) }
        }
        #expect(object.typesError != nil)
        #expect(try object.run("direct") == 0)
    }
}

import FixtureCompiler
import Foundation
import SwiftletBytes
import SwiftletELF
import Testing

/// Every section, symbol and relocation of every object in reach: libelf's answers and ours are equal.
struct LibelfTests {
    @Test(arguments: ["maps", "subprograms"], FixtureCompiler.Target.allCases)
    func fixturesAgree(name: String, target: FixtureCompiler.Target) throws {
        let bytes = try FixtureCompiler.compile(name, target: target)
        let file = try ELFFile(parsing: ByteView(bytes))
        #expect(file.order == (target == .little ? .little : .big))
        #expect(file.type == .relocatable)
        #expect(file.machine == .bpf)
        try expectAgreement(bytes, file, name)
    }

    @Test func moreSectionsThanSixteenBitsAgree() throws {
        let count = 66_000
        var text = ""
        for i in 0..<count {
            text += ".section s\(i),\"a\",@progbits\nv\(i): .byte 0\n"
        }
        text += ".section programs,\"ax\",@progbits\nr1 = v\(count - 1) ll\nexit\n"
        let bytes = try FixtureCompiler.assemble(text)
        let file = try ELFFile(parsing: ByteView(bytes))
        #expect(file.sections.count > count)
        let last = try #require(file.symbols.first { $0.name == "v\(count - 1)" })
        #expect(last.sectionIndex == ELFSymbol.ReservedSection.extended)
        #expect(file.sections[try #require(last.section)].name == "s\(count - 1)")
        try expectAgreement(bytes, file, "\(count) sections")
    }

    @Test func hostFilesAgree() throws {
        var compared = 0
        for path in HostFiles.paths {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            // Scripts and 32-bit libraries among them are none of ours.
            guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2]) else { continue }
            do {
                try expectAgreement(bytes, ELFFile(parsing: ByteView(bytes)), path)
            } catch {
                Issue.record("\(path): \(error)")
            }
            compared += 1
        }
        print("compared with libelf: \(compared) host files")
        #expect(compared > 0, "no ELF file found on this host")
    }

    private func expectAgreement(_ bytes: [UInt8], _ file: ELFFile, _ name: String) throws {
        let expected = try ELFAnswers(libelf: bytes)
        let found = try ELFAnswers(file)
        #expect(found.header == expected.header, "\(name)")
        #expect(found.sections.count == expected.sections.count, "\(name)")
        // Entry by entry, so that a difference shows itself and not the whole file.
        for (index, (ours, theirs)) in zip(found.sections, expected.sections).enumerated()
        where ours != theirs {
            #expect(ours.name == theirs.name, "\(name): section \(index)")
            #expect(ours.fields == theirs.fields, "\(name): section \(index)")
            #expect(ours.data == theirs.data, "\(name): section \(index)")
        }
        for (ours, theirs, table) in [
            (found.symbols, expected.symbols, ".symtab"),
            (found.dynamicSymbols, expected.dynamicSymbols, ".dynsym"),
        ] {
            #expect(ours.count == theirs.count, "\(name): \(table)")
            for (index, pair) in zip(ours, theirs).enumerated() where pair.0 != pair.1 {
                #expect(pair.0 == pair.1, "\(name): \(table): symbol \(index)")
            }
        }
        #expect(found.relocations.keys.sorted() == expected.relocations.keys.sorted(), "\(name)")
        for (section, theirs) in expected.relocations {
            #expect(found.relocations[section] == theirs, "\(name): section \(section)")
        }
    }
}

import FixtureCompiler
import Foundation
import RandomBytes
import SwiftletBytes
import SwiftletELF
import Testing

/// Bytes that no compiler wrote: a typed error or a correct parse, and never much work or memory.
struct HostileTests {
    @Test func truncatedAtEveryByte() throws {
        let compiled = try FixtureCompiler.compile("maps")
        for end in 0..<compiled.count {
            // The section headers stand last, so that no shorter file is whole.
            #expect(throws: ELFError.self) {
                try ELFFile(parsing: ByteView(Array(compiled[..<end])))
            }
        }
        let headersFirst = Self.sound.bytes
        for end in 0..<headersFirst.count {
            #expect(throws: ELFError.self) {
                try ELFFile(parsing: ByteView(Array(headersFirst[..<end])))
            }
        }
        try walk(headersFirst)
    }

    @Test(arguments: FixtureCompiler.Target.allCases)
    func everyHeaderFieldAtItsLimits(target: FixtureCompiler.Target) throws {
        let original = try FixtureCompiler.compile("subprograms", target: target)
        let file = try ELFFile(parsing: ByteView(original))
        let headers = Int(
            try ByteView(original).load(UInt64.self, at: 40, target == .little ? .little : .big))

        var fields = [0, 1, 2, 3, 4, 5, 6].map { ($0, 1) }
        fields += [(16, 2), (18, 2), (20, 4), (24, 8), (32, 8), (40, 8), (48, 4)]
        fields += [52, 54, 56, 58, 60, 62].map { ($0, 2) }
        for section in file.sections.indices {
            fields += [
                (0, 4), (4, 4), (8, 8), (16, 8), (24, 8), (32, 8), (40, 4), (44, 4), (48, 8),
                (56, 8),
            ].map { (headers + 64 * section + $0.0, $0.1) }
        }
        var parsed = 0
        var refused = 0
        for (offset, size) in fields {
            for value in Self.limits(original[offset..<offset + size], target) {
                var bytes = original
                bytes.replaceSubrange(offset..<offset + size, with: value)
                if try walk(bytes) { parsed += 1 } else { refused += 1 }
            }
        }
        print("\(fields.count) header fields at their limits: \(parsed) parsed, \(refused) refused")
        #expect(parsed > 0 && refused > 0)
    }

    /// Set SWIFTLET_TEST_SEED to repeat a run.
    @Test func randomMutations() throws {
        let seed =
            ProcessInfo.processInfo.environment["SWIFTLET_TEST_SEED"].flatMap { UInt64($0) }
            ?? UInt64.random(in: 0 ... .max)
        print("SWIFTLET_TEST_SEED=\(seed)")
        var random = SplitMix64(state: seed)
        let originals = [
            try FixtureCompiler.compile("maps", flags: ["-g0"]),
            try FixtureCompiler.compile("subprograms", target: .big, flags: ["-g0"]),
            Self.sound.bytes,
        ]
        var parsed = 0
        for _ in 0..<10_000 {
            var bytes = originals.randomElement(using: &random)!
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] =
                    Bool.random(using: &random)
                    ? [0x00, 0x01, 0x7f, 0x80, 0xff].randomElement(using: &random)!
                    : UInt8.random(in: 0 ... .max, using: &random)
            }
            if try walk(bytes) { parsed += 1 }
        }
        print("10000 mutations: \(parsed) parsed, \(10_000 - parsed) refused")
        #expect(parsed > 0)
    }

    // MARK: Work and memory

    @Test func sectionCountIsBoundedByTheFile() throws {
        var builder = ELFBuilder()
        builder.sectionCount = 0xffff
        #expect(
            throws: ELFError.sectionHeaders(offset: 64, count: 0xffff, available: 128)
        ) { try ELFFile(parsing: ByteView(builder.bytes)) }

        builder.sectionCount = 0
        for count in [2, UInt64(UInt32.max), UInt64(1) << 58, UInt64.max] {
            builder.sections[0].size = count
            #expect(
                throws: ELFError.sectionHeaders(offset: 64, count: count, available: 128)
            ) { try ELFFile(parsing: ByteView(builder.bytes)) }
        }
    }

    @Test func sectionsThatShareBytesAreRefused() throws {
        var builder = ELFBuilder()
        builder.sections.append(.init(type: 1, contents: [UInt8](repeating: 1, count: 1000)))
        for _ in 0..<10 { builder.sections.append(.init(type: 9, offset: 832, size: 1000)) }
        let count = builder.bytes.count
        #expect(throws: ELFError.sectionsOverlap(section: 2, found: 2000, available: count)) {
            try ELFFile(parsing: ByteView(builder.bytes))
        }
    }

    @Test func namesThatShareBytesAreBounded() throws {
        // One string of a megabyte, and 10,000 sections named by ever shorter ends of it: 10 GB.
        let long = [0] + [UInt8](repeating: 0x61, count: 1_000_000) + [0]
        var builder = ELFBuilder()
        builder.sections.append(.init(type: 3, contents: long))
        builder.sections += (1...10_000).map { .init(name: $0, type: 1) }
        builder.nameSection = 1
        let bytes = builder.bytes
        #expect(throws: ELFError.namesTooLong(section: 1, limit: 8 * bytes.count)) {
            try ELFFile(parsing: ByteView(bytes))
        }
    }

    @Test func namesWithoutAnEndAreReadOnce() throws {
        let long = [0] + [UInt8](repeating: 0x61, count: 1_000_000)
        var builder = ELFBuilder()
        builder.sections.append(.init(type: 3, contents: long))
        builder.sections += (1...10_000).map { .init(name: $0, type: 1) }
        builder.nameSection = 1
        #expect(throws: ELFError.name(section: 1, cause: .unterminatedString(offset: 1))) {
            try ELFFile(parsing: ByteView(builder.bytes))
        }
    }

    // MARK: What is said

    @Test func refusalsNameThePlace() throws {
        var narrow = Self.sound.bytes
        narrow[4] = 1
        expectRefusal(
            narrow,
            "elf: offset 4: EI_CLASS: found 1 (32-bit), expected 2 (64-bit): compile for a 64-bit target, such as -target bpf"
        )
        expectRefusal(
            Array("#!/bin/sh\n".utf8),
            "elf: not an ELF file: first four bytes are 0x23212f62, expected 0x7f454c46")
        expectRefusal([], "elf: offset 0: needs 4 bytes, the file has 0 in all")

        var builder = Self.sound
        builder.sections[2].entrySize = 16
        expectRefusal(
            builder.bytes, "elf: section 2: offset 248: sh_entsize: found 16, expected 24")
        builder = Self.sound
        builder.sections[2].link = 9
        expectRefusal(
            builder.bytes, "elf: section 2: sh_link: found section 9, expected less than 4")
        builder = Self.sound
        builder.sections[2].link = 3
        expectRefusal(builder.bytes, "elf: section 3: offset 260: sh_type: found 9, expected 3")
        builder = Self.sound
        builder.sections[2].contents += ELFBuilder.symbol(name: 1, section: 7)
        expectRefusal(
            builder.bytes,
            "elf: section 2: symbol 2: st_shndx: found section 7, expected less than 4")
        builder = Self.sound
        builder.sections[2].contents += ELFBuilder.symbol(name: 1, section: 0xffff)
        expectRefusal(
            builder.bytes,
            "elf: section 2: symbol 2: st_shndx: found 65535 (SHN_XINDEX), but no SHT_SYMTAB_SHNDX section has an index for it"
        )
        builder = Self.sound
        builder.sections[1].size = 1 << 40
        expectRefusal(
            builder.bytes,
            "elf: section 1: 1099511627776 bytes at offset 320, the file has 390 in all")
    }

    /// Notes and versions are read from a section, so the section's end counts, and not the file's.
    @Test func aCutOffEntryNamesItsSectionAndPlace() throws {
        // Other bytes follow in the file, so that only the section's end can be the reason.
        let padding = ELFBuilder.Section(type: 1, contents: [UInt8](repeating: 0, count: 64))
        func refusal(
            _ sections: [ELFBuilder.Section], _ read: (ELFFile) throws(ELFError) -> Void
        ) throws -> String {
            var builder = ELFBuilder()
            builder.sections += sections + [padding]
            let file = try ELFFile(parsing: ByteView(builder.bytes))
            let error = #expect(throws: ELFError.self) { try read(file) }
            return error.map { "\($0)" } ?? ""
        }

        let header = [4, 100, 3].flatMap { ELFBuilder.little(UInt32($0)) }
        for (contents, place) in [
            (header + Array("GNU\0".utf8), "offset 12: needs 104 bytes, the section has 16 in all"),
            (Array(header[..<6]), "offset 4: needs 4 bytes, the section has 6 in all"),
        ] {
            let found = try refusal([.init(type: 7, contents: contents)]) { (file) throws(ELFError) in
                _ = try file.notes(in: file.sections[1])
            }
            #expect(found == "elf: section 1: " + place)
        }

        let strings = ELFBuilder.Section(type: 3, contents: [0])
        let symbols = ELFBuilder.Section(type: 0x6fff_ffff, entrySize: 2, contents: [2, 0])
        // vd_aux (vn_aux) is 64: outside the section of 20 (16) bytes, inside the file.
        let definition =
            ELFBuilder.little(UInt64(1)) + ELFBuilder.little(UInt32(0)) + ELFBuilder.little(UInt64(64))
        let defined = try refusal([
            strings, symbols, .init(type: 0x6fff_fffd, link: 1, contents: definition),
        ]) { (file) throws(ELFError) in _ = try file.dynamicSymbolVersions() }
        #expect(defined == "elf: section 3: offset 64: needs 4 bytes, the section has 20 in all")
        let requirement = ELFBuilder.little(UInt64(1)) + ELFBuilder.little(UInt64(64))
        let required = try refusal([
            strings, symbols,
            .init(type: 0x6fff_fffe, link: 1, contents: requirement + [UInt8](repeating: 0, count: 16)),
        ]) { (file) throws(ELFError) in _ = try file.requiredVersions() }
        #expect(required == "elf: section 3: offset 72: needs 4 bytes, the section has 32 in all")
    }

    @Test func relocationsAgainstNoSymbolAreRefused() throws {
        var builder = Self.sound
        builder.sections[3].contents =
            ELFBuilder.little(UInt64(0)) + ELFBuilder.little(UInt64(2) << 32 | 1)
        let file = try ELFFile(parsing: ByteView(builder.bytes))
        #expect(
            throws: ELFError.relocationSymbol(section: 3, relocation: 0, found: 2, count: 2)
        ) { try file.relocations(in: file.sections[3]) }
        #expect(throws: ELFError.notRelocations(section: 2, type: .symbolTable)) {
            try file.relocations(in: file.sections[2])
        }
    }

    // MARK: -

    /// A string table, a symbol table and a relocation.
    static var sound: ELFBuilder {
        var builder = ELFBuilder()
        builder.sections += [
            .init(name: 1, type: 3, contents: [0] + Array("name".utf8) + [0]),
            .init(
                name: 1, type: 2, link: 1, info: 1, entrySize: 24,
                contents: ELFBuilder.symbol(name: 0, info: 0, section: 0)
                    + ELFBuilder.symbol(name: 1, section: 1)),
            .init(
                name: 2, type: 9, link: 2, info: 1, entrySize: 16,
                contents: ELFBuilder.little(UInt64(0)) + ELFBuilder.little(UInt64(1) << 32 | 1)),
        ]
        builder.nameSection = 1
        return builder
    }

    private func expectRefusal(
        _ bytes: [UInt8], _ message: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        do throws(ELFError) {
            _ = try ELFFile(parsing: ByteView(bytes))
            Issue.record("parsed; expected: \(message)", sourceLocation: sourceLocation)
        } catch {
            #expect(error.description == message, sourceLocation: sourceLocation)
        }
    }

    /// Parses the bytes and reads all there is; false if they were refused.
    @discardableResult
    private func walk(_ bytes: [UInt8]) throws -> Bool {
        let file: ELFFile
        do throws(ELFError) {
            file = try ELFFile(parsing: ByteView(bytes))
        } catch {
            #expect(error.description.hasPrefix("elf: "))
            return false
        }
        precondition(file.sections.count <= bytes.count / 64)
        precondition(file.symbols.count + file.dynamicSymbols.count <= bytes.count / 24)
        for symbol in file.symbols + file.dynamicSymbols {
            precondition(symbol.section.map(file.sections.indices.contains) ?? true)
        }
        var total = 0
        for section in file.sections {
            total += try file.data(of: section).count
            _ = file.relocationSection(for: section)
            guard let relocations = try? file.relocations(in: section) else { continue }
            let count = max(file.symbols.count, file.dynamicSymbols.count, 1)
            precondition(relocations.allSatisfy { $0.symbolIndex < count })
        }
        precondition(total <= bytes.count)
        return true
    }

    /// 0, 1, the maximum, one more and one less than the integer in `field`.
    private static func limits(
        _ field: ArraySlice<UInt8>, _ target: FixtureCompiler.Target
    ) -> [[UInt8]] {
        let little = target == .little ? Array(field) : field.reversed()
        let value = little.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return [0, 1, .max, value &+ 1, value &- 1].map { changed in
            let bytes = little.indices.map { UInt8(truncatingIfNeeded: changed >> (8 * $0)) }
            return target == .little ? bytes : bytes.reversed()
        }
    }
}

import SwiftletBTF
import SwiftletCORE
import SwiftletObject
import Testing

/// Candidates in the target: none, several that agree, several that don't, and hostile ones.
struct ResolverTests {
    /// A local struct with one field, and a relocation for it.
    private func local(_ name: String) throws -> (HandmadeTypes, CORERelocation) {
        var types = HandmadeTypes()
        let type = types.structure(name, size: 4, [("field", types.integer, 0)])
        return (types, try types.relocation(type, "0:0", .fieldByteOffset))
    }

    @Test func flavoursAreTheSameType() throws {
        let (types, relocation) = try local("twin___mine")
        var target = HandmadeTypes()
        _ = target.structure("twinned", size: 100, [("field", target.integer, 8)])
        _ = target.structure("twin___a", size: 100, [("field", target.integer, 320)])
        _ = target.structure("twin", size: 50, [("field", target.integer, 320)])
        _ = target.structure("twin___other", size: 50, [("else", target.integer, 0)])
        var resolver = COREResolver(local: try types.table(), target: try target.table())
        let resolution = try resolver.resolve(relocation)
        #expect(resolution.value == 40)
        #expect(resolution.targetPath == "struct twin___a.field")
        #expect(resolution.path == "struct twin___mine.field")
    }

    @Test func candidatesThatDisagreeAreNamed() throws {
        let (types, relocation) = try local("twin")
        var target = HandmadeTypes()
        let first = target.structure("twin___a", size: 100, [("field", target.integer, 320)])
        let second = target.structure("twin___b", size: 100, [("field", target.integer, 352)])
        var resolver = COREResolver(local: try types.table(), target: try target.table())
        let expected = COREError.ambiguous(
            kind: .fieldByteOffset, path: "struct twin.field", first: "struct twin___a.field",
            firstID: first, firstAnswer: "40", second: "struct twin___b.field", secondID: second,
            secondAnswer: "44")
        #expect(throws: expected) { try resolver.resolve(relocation) }
        #expect(
            "\(expected)"
                == "<byte_off> struct twin.field: relocation decision ambiguity: 40 by \(first) struct twin___a.field != 44 by \(second) struct twin___b.field"
        )
    }

    /// Both say 4, of fields in different places.
    @Test func equalSizesOfDifferentFieldsAreAmbiguous() throws {
        var types = HandmadeTypes()
        let type = types.structure("twin", size: 4, [("field", types.integer, 0)])
        let relocation = try types.relocation(type, "0:0", .fieldByteSize)
        var target = HandmadeTypes()
        _ = target.structure("twin___a", size: 100, [("field", target.integer, 320)])
        _ = target.structure("twin___b", size: 100, [("field", target.integer, 352)])
        var resolver = COREResolver(local: try types.table(), target: try target.table())
        #expect(throws: COREError.self) { try resolver.resolve(relocation) }
    }

    /// As in libbpf: all fields of a type are read from the same candidates.
    @Test func candidatesThatDidNotMatchAreNotAskedAgain() throws {
        var types = HandmadeTypes()
        let type = types.structure("twin", size: 8, [("a", types.integer, 0), ("b", types.integer, 32)])
        let relocations = try [
            types.relocation(type, "0:0", .fieldByteOffset),
            types.relocation(type, "0:1", .fieldByteOffset),
        ]
        var target = HandmadeTypes()
        _ = target.structure("twin___a", size: 100, [("a", target.integer, 320)])
        _ = target.structure("twin___b", size: 100, [("b", target.integer, 352)])
        var resolver = COREResolver(local: try types.table(), target: try target.table())
        #expect(try resolver.resolve(relocations[0]).value == 40)
        #expect(try resolver.resolve(relocations[1]).isPoisoned)
        #expect(try resolver.resolve(relocations[0]).value == 40)
        var fresh = COREResolver(local: try types.table(), target: try target.table())
        #expect(try fresh.resolve(relocations[1]).value == 44)
    }

    @Test func theKernelComesBeforeItsModules() throws {
        var types = HandmadeTypes()
        let twin = types.structure("twin", size: 4, [("field", types.integer, 0)])
        let alone = types.structure("alone", size: 4, [("field", types.integer, 0)])
        // The module names its types by the kernel's strings, which begin alike.
        var kernel = HandmadeTypes()
        _ = kernel.structure("twin", size: 100, [("field", kernel.integer, 320)])
        _ = kernel.add(.integer, "alone", sizeOrType: 4, details: [32])
        var module = HandmadeTypes()
        _ = module.structure("twin", size: 200, [("field", module.integer, 640)])
        _ = module.structure("alone", size: 20, [])
        let split = try BTFTable(parsing: module.table().bytes, base: kernel.table())
        #expect(split.ids(named: "twin").count == 2)
        var resolver = COREResolver(local: try types.table(), target: split)
        #expect(try resolver.resolve(types.relocation(twin, "0:0", .fieldByteOffset)).value == 40)
        #expect(try resolver.resolve(types.relocation(alone, "0", .typeSize)).value == 20)
    }

    @Test func anonymousTypesCannotBeLookedFor() throws {
        var types = HandmadeTypes()
        let type = types.structure("", size: 4, [("field", types.integer, 0)])
        let table = try types.table()
        for kind in [COREKind.fieldByteOffset, .typeExists, .targetTypeID] {
            let relocation = try types.relocation(type, kind.isField ? "0:0" : "0", kind)
            var resolver = COREResolver(local: table, target: table)
            #expect(throws: COREError.anonymousType(type: type, kind: kind)) {
                try resolver.resolve(relocation)
            }
        }
        var resolver = COREResolver(local: table, target: table)
        let local = try types.relocation(type, "0", .localTypeID)
        #expect(try resolver.resolve(local).value == UInt64(type.rawValue))
    }

    /// 2^60 ways to a member that is not there: an error, soon.
    @Test func nestingThatMultiplies() throws {
        let (types, relocation) = try local("bomb")
        var target = HandmadeTypes()
        var inner = target.structure("", size: 4, [("x", target.integer, 0)])
        for _ in 0..<60 {
            inner = target.structure("", size: 4, [("", inner, 0), ("", inner, 0)])
        }
        let bomb = target.structure("bomb", size: 4, [("", inner, 0)])
        var resolver = COREResolver(local: try types.table(), target: try target.table())
        let error = #expect(throws: COREError.self) { try resolver.resolve(relocation) }
        guard case .tooComplex = error else {
            Issue.record("\(bomb): got \(String(describing: error))")
            return
        }
    }

    @Test func bitFieldsThatNoLoadHolds() throws {
        var types = HandmadeTypes()
        let long = types.add(.integer, "long", sizeOrType: 8, details: [64])
        // 60 bits from bit 30: across two aligned words of 64.
        let type = types.structure("bits", size: 16, [("field", long, 30 | 60 << 24)], flag: true)
        let relocation = try types.relocation(type, "0:0", .fieldByteOffset)
        var resolver = COREResolver(local: try types.table(), target: try types.table())
        #expect(
            throws: COREError.bitFieldTooWide(
                side: .local, path: "struct bits.field", kind: .fieldByteOffset)
        ) { try resolver.resolve(relocation) }
    }

    @Test func elementsHaveNoSign() throws {
        var types = HandmadeTypes()
        let row = types.array(of: types.integer, count: 3)
        let type = types.structure("rows", size: 12, [("row", row, 0)])
        let relocation = try types.relocation(type, "0:0:2", .fieldSigned)
        var resolver = COREResolver(local: try types.table(), target: try types.table())
        #expect(
            throws: COREError.arrayElement(side: .local, path: "struct rows.row[2]", kind: .fieldSigned)
        ) { try resolver.resolve(relocation) }
    }
}

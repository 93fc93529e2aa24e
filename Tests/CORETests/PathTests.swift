import SwiftletBTF
import SwiftletCORE
import Testing

/// Paths that are none of their type's: refused, each with its own error.
struct PathTests {
    @Test(arguments: [
        "", ":", ":0", "0:", "0::1", "-1", "0:-1", " 0", "0 :1", "0x1", "a", "0:1a", "4294967296",
        "99999999999999999999999999", "0,1", "+0",
    ])
    func textThatIsNoPath(path: String) throws {
        var types = HandmadeTypes()
        let sample = types.structure("sample", size: 8, [("a", types.integer, 0), ("b", types.integer, 32)])
        for kind in COREKind.allCases {
            #expect(throws: COREError.pathSyntax(type: sample, path: path)) {
                try types.relocation(sample, path, kind)
            }
        }
    }

    @Test func stepsThatLeadNowhere() throws {
        var types = HandmadeTypes()
        let sample = types.structure("sample", size: 8, [("a", types.integer, 0), ("b", types.integer, 32)])
        let row = types.array(of: types.integer, count: 3)
        let outer = types.structure("outer", size: 24, [("rows", row, 0), ("last", sample, 96)])
        let values = types.add(.enumeration, "values", vlen: 1, sizeOrType: 4, details: [1, 5])
        #expect(throws: COREError.stepOutOfRange(type: sample, path: "0:2", step: 1, found: 2, count: 2)) {
            try types.relocation(sample, "0:2", .fieldByteOffset)
        }
        #expect(throws: COREError.stepOutOfRange(type: outer, path: "0:0:3", step: 2, found: 3, count: 3)) {
            try types.relocation(outer, "0:0:3", .fieldByteOffset)
        }
        #expect(throws: COREError.stepInto(type: outer, path: "0:1:0:0", step: 3, kind: .integer)) {
            try types.relocation(outer, "0:1:0:0", .fieldExists)
        }
        #expect(throws: COREError.notEnumerator(type: sample, kind: .structure, path: "0")) {
            try types.relocation(sample, "0", .enumeratorValue)
        }
        #expect(throws: COREError.notEnumerator(type: values, kind: .enumeration, path: "0:0")) {
            try types.relocation(values, "0:0", .enumeratorValue)
        }
        #expect(throws: COREError.stepOutOfRange(type: values, path: "1", step: 0, found: 1, count: 1)) {
            try types.relocation(values, "1", .enumeratorExists)
        }
        #expect(throws: COREError.pathSyntax(type: sample, path: "0:1")) {
            try types.relocation(sample, "0:1", .typeSize)
        }
        #expect(throws: COREError.unknownKind(kind: 13)) {
            try types.relocation(sample, "0:1", 13)
        }
        #expect(throws: COREError.misaligned(offset: 12)) {
            try types.relocation(sample, "0:1", 0, offset: 12)
        }
        #expect(throws: COREError.self) { try types.relocation(BTFTypeID(999), "0", .typeExists) }
        #expect(throws: COREError.self) { try types.relocation(BTFTypeID(999), "0", .fieldExists) }
        #expect(throws: COREError.offsetOverflow(type: outer)) {
            try types.relocation(outer, "2147483647:0", .fieldByteOffset)
        }
    }

    /// Only the last member of a struct may be an array without bounds.
    @Test func flexibleArrays() throws {
        var types = HandmadeTypes()
        let none = types.array(of: types.integer, count: 0)
        let last = types.structure("last", size: 4, [("a", types.integer, 0), ("z", none, 32)])
        let first = types.structure("first", size: 4, [("z", none, 0), ("a", types.integer, 0)])
        let relocation = try types.relocation(last, "0:1:100", .fieldByteOffset)
        var resolver = COREResolver(local: try types.table(), target: try types.table())
        #expect(try resolver.resolve(relocation).value == 404)
        #expect(throws: COREError.self) { try types.relocation(first, "0:0:100", .fieldByteOffset) }
    }

    @Test func typesThatContainThemselves() throws {
        var types = HandmadeTypes()
        // The numbers of the types to come are known: one after the other.
        let next = types.integer.rawValue + 1
        let inner = types.structure("inner", size: 4, [("again", BTFTypeID(next), 0)])
        let path = (0..<64).map { _ in "0" }.joined(separator: ":")
        _ = try types.relocation(inner, path, .fieldByteOffset)
        #expect(throws: COREError.pathTooLong(type: inner, limit: 64)) {
            try types.relocation(inner, path + ":0", .fieldByteOffset)
        }
        let loop = types.add(.typedef, "loop", sizeOrType: next + 1)
        #expect(throws: COREError.types(.local, .tooDeep(type: loop, limit: 32))) {
            try types.relocation(loop, "0", .fieldByteOffset)
        }
        _ = try types.relocation(loop, "0", .typeExists)
    }
}

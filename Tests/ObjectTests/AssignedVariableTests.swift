import FixtureCompiler
import SwiftletBTF
import SwiftletBytes
import SwiftletObject
import Testing

/// Variables set from text, against what the compiler makes of the same values.
struct AssignedVariableTests {
    private func spec() throws -> ObjectSpec {
        let bytes = try FixtureCompiler.compile("assigned_variables")
        return try ObjectSpec(parsing: ByteView(bytes), name: "assigned")
    }

    private func bytes(of name: String, _ spec: ObjectSpec) throws -> [UInt8] {
        let variable = try #require(spec.variables.first { $0.name == name })
        guard case .section(let bytes, _) = spec.maps[variable.map].contents else { return [] }
        return Array(bytes[variable.offset..<variable.offset + variable.size])
    }

    @Test(arguments: [
        ("byte", "255"), ("signed_byte", "-128"), ("word", "0xFFFE"), ("integer", "-2147483648"),
        ("integer", "-0x80000000"), ("hexadecimal", "0xdeadbeef"), ("longest", "-9223372036854775808"),
        ("largest", "18446744073709551615"), ("largest", "+0xffffffffffffffff"), ("truth", "true"),
        ("truth", "1"), ("letter", "65"), ("color", "GREEN"), ("color", "7"),
        ("number_of_color", "BLUE"), ("signed_color", "COLD"), ("signed_color", "-3"),
        ("wide_color", "WIDE"), ("text", "/usr"), ("constant", "-2"),
    ])
    func asTheCompilerHasIt(_ name: String, _ text: String) throws {
        var spec = try spec()
        let expected = try bytes(of: name + "_expected", spec)
        #expect(try bytes(of: name, spec) != expected)
        try spec.setVariable(name, parsing: text)
        #expect(try bytes(of: name, spec) == expected)
    }

    @Test(arguments: [
        ("byte", "256", "0 ... 255"), ("byte", "-1", "0 ... 255"), ("signed_byte", "128", "-128 ... 127"),
        ("signed_byte", "-129", "-128 ... 127"), ("largest", "18446744073709551616", "64 bits"),
        ("longest", "9223372036854775808", "9223372036854775807"), ("integer", "", "not a number"),
        ("integer", "-", "not a number"), ("integer", "--1", "not a number"), ("integer", "+-1", "not a number"),
        ("integer", "0x", "not a number"), ("integer", "1x", "not a number"), ("integer", "0xg", "not a number"),
        ("integer", " 1", "not a number"), ("integer", "١", "not a number"), ("truth", "yes", "true or false"),
        ("truth", "2", "true or false"), ("color", "GREE", "did you mean 'GREEN'?"),
        ("text", "eight ch", "a zero has to follow"), ("point", "1", "STRUCT point"),
        ("numbers", "1", "array of"), ("pointer", "0", "pointer"),
    ])
    func whatDoesNotFit(_ name: String, _ text: String, _ said: String) throws {
        var spec = try spec()
        let before = try bytes(of: name, spec)
        let error = #expect(throws: ObjectError.self) { try spec.setVariable(name, parsing: text) }
        let message = error.map { "\($0)" } ?? ""
        #expect(message.contains(said))
        #expect(message.contains("'\(name)'"))
        #expect(try bytes(of: name, spec) == before)
    }

    @Test func aNameThatIsAlmostOne() throws {
        var spec = try spec()
        let error = #expect(throws: ObjectError.self) { try spec.setVariable("intger", parsing: "1") }
        #expect("\(try #require(error))".contains("did you mean 'integer'?"))
    }

    /// Bit fields, anonymous members, elements of elements, in either byte order.
    @Test(arguments: FixtureCompiler.Target.allCases)
    func membersAndElements(_ target: FixtureCompiler.Target) throws {
        let object = try FixtureCompiler.compile("assigned_variables", target: target)
        var spec = try ObjectSpec(parsing: ByteView(object), name: "assigned")
        let expected = try bytes(of: "parts_expected", spec)
        for (name, text) in [
            ("parts[0].first", "9"), ("parts[0].narrow", "-16"), ("parts[0].name", "abcde"),
            ("parts[0].low", "0x1234"), ("parts[0].grid[0][2]", "-7"), ("parts[0].grid[1][0]", "8"),
            ("parts[1].wide", "511"), ("parts[1].shade", "GREEN"), ("parts[1].flag", "true"),
            ("parts[1].longest", "0xabcdef0123"), ("parts[0x1].high", "65534"),
            ("parts[1].lamps[1].on", "1"), ("parts[1].lamps[1].tint", "WIDE"),
        ] {
            try spec.setVariable(name, parsing: text)
        }
        #expect(try bytes(of: "parts", spec) == expected)
        // What was set is set anew, and nothing beside it changes.
        for (name, text) in [("parts[0].narrow", "15"), ("parts[0].narrow", "-16"), ("parts[1].flag", "0"), ("parts[1].flag", "1")] {
            try spec.setVariable(name, parsing: text)
        }
        #expect(try bytes(of: "parts", spec) == expected)
    }

    @Test(arguments: [
        ("parts[2].first", "1", "index 2 is outside the array, expected 0 ... 1"), ("parts.first", "1", "an array has no members"),
        ("parts[0].frist", "1", "struct part has no member 'frist' (did you mean 'first'?); it has: "),
        ("parts[0].narrow", "16", "outside the range -16 ... 15"), ("parts[0].narrow", "-17", "outside the range -16 ... 15"),
        ("parts[0].wide", "512", "outside the range 0 ... 511"), ("parts[0].shade", "BLUE", "doesn't fit the bit field of 3 bits"),
        ("parts[0].shade", "8", "not one of its 3 values"), ("parts[0].longest", "0x10000000000", "outside the range"),
        ("parts[0].name", "abcdef", "a zero has to follow"), ("parts[0]", "1", "a member (NAME.MEMBER)"),
        ("parts[0].grid[0]", "1", "an element (NAME[INDEX])"), ("parts[0].grid[0][3]", "1", "index 3 is outside"),
        ("parts[-1].first", "1", "index '-1' is not a number"), ("parts[0", "1", "expected .MEMBER or [INDEX]"),
        ("parts[0]first", "1", "expected .MEMBER or [INDEX]"), ("parts[0].", "1", "has no member ''"),
        ("parts[]", "1", "index '' is not a number"), ("numbers[3]", "1", "expected 0 ... 2"),
        ("pointer[0]", "1", "a pointer has no elements"), ("integer.x", "1", "has no members"),
        ("parts[99999999999].first", "1", "is not a number"),
    ])
    func placesThatAreNone(_ name: String, _ text: String, _ said: String) throws {
        var spec = try spec()
        let before = try bytes(of: "parts", spec)
        let error = #expect(throws: ObjectError.self) { try spec.setVariable(name, parsing: text) }
        let message = error.map { "\($0)" } ?? ""
        #expect(message.contains(said), "\(message)")
        #expect(message.contains("'\(name)'"))
        #expect(try bytes(of: "parts", spec) == before)
    }

    /// Zeroes behind the first MiB are not kept, and the variables there have values all the same.
    @Test func aVariableBehindManyZeroes() throws {
        var spec = try ObjectFixture.spec("odd_objects", flags: ["-DLARGE"])
        try spec.setVariable("behind", parsing: "19")
        try spec.setVariable("behind", parsing: "-2")
        let map = try #require(spec.maps.first { $0.name == ".bss" })
        #expect(map.patches.map { $0.bytes } == [[0xfe, 0xff, 0xff, 0xff]])
    }
}

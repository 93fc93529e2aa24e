import BPFObject
import BTF
import Bytes
import FixtureCompiler
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
}

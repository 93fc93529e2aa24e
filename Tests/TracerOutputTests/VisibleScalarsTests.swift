import Testing

@testable import TracerOutput

struct VisibleScalarsTests {
    /// The standard library's properties are the oracle. Another Swift may know more characters.
    @Test func asUnicodeHasIt() {
        var unassigned = 0
        for value in UInt32(0)...0x10ffff {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let expected: Bool
            switch scalar.properties.generalCategory {
            case .control, .format, .privateUse, .lineSeparator, .paragraphSeparator: expected = false
            case .unassigned:
                unassigned += 1
                continue
            default: expected = !scalar.properties.isDefaultIgnorableCodePoint
            }
            let age = scalar.properties.age
            guard VisibleScalars.contains(scalar) != expected else { continue }
            // Assigned since the table was made.
            if expected, let age, age.major > 16 { continue }
            Issue.record("U+\(String(value, radix: 16)) is visible: \(expected)")
        }
        // Those that no version has yet are not shown.
        #expect(unassigned > 800_000)
        for value: UInt32 in [0x378, 0x2fe0, 0xe0080, 0x10ffff] {
            #expect(!VisibleScalars.contains(Unicode.Scalar(value)!))
        }
    }
}

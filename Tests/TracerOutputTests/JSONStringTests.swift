import Foundation
import RandomBytes
import SampleEvents
import Testing

@testable import TracerOutput

struct JSONStringTests {
    /// All four-byte strings of the bytes where the rules of UTF-8 change, told apart by a letter,
    /// against what the standard library makes of them.
    @Test func repairsAsTheStandardLibraryDoes() {
        let edges: [UInt8] = [
            0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
            0xec,
            0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
        ]
        for first in edges {
            var bytes: [UInt8] = []
            for second in edges {
                for third in edges {
                    for fourth in edges { bytes += [first, second, third, fourth, 0x78] }
                }
            }
            var buffer = OutputBuffer()
            let isUTF8 = buffer.append(jsonString: bytes.span)
            #expect(!isUTF8)
            let expected =
                "\"" + String(decoding: bytes, as: UTF8.self).unicodeScalars.map(escaped).joined() + "\""
            #expect(buffer.bytes == Array(expected.utf8), "after \(first)")
        }
    }

    /// As the string should have it, unless it is below U+0020, a quote or a backslash.
    private func escaped(_ scalar: Unicode.Scalar) -> String {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: break
        default: guard properties.isBidiControl else { return String(scalar) }
        }
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// Every character that a terminal may obey, or that lets a line read otherwise than it is.
    @Test func noCharacterSteersATerminal() throws {
        for value in 0x20...UInt32(0x10ffff) {
            guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else { continue }
            let bytes = Array(String(scalar).utf8)
            var buffer = OutputBuffer()
            buffer.append(jsonString: bytes.span)
            guard buffer.bytes == Array("\"\(escaped(scalar))\"".utf8) else {
                Issue.record("U+\(String(value, radix: 16)): \(buffer.bytes)")
                return
            }
        }
    }

    @Test func everyPrefixOfASequenceIsOneFault() {
        let cases: [([UInt8], Int)] = [
            ([0xe2, 0x82], 1), ([0xf0, 0x9f, 0x98], 1), ([0xf0, 0x80, 0x80], 3),
        ]
        for (bytes, faults) in cases {
            var buffer = OutputBuffer()
            buffer.append(jsonString: bytes.span)
            #expect(buffer.count == 2 + 3 * faults)
        }
    }

    /// Each byte at each place of a string longer than what is looked at in one step.
    @Test func everyByteAtEveryPlaceIsReadBack() throws {
        for byte in UInt8.min...UInt8.max {
            for place in 0..<18 {
                var bytes = [UInt8](repeating: 0x61, count: 18)
                bytes[place] = byte
                try expectReadBack(bytes, "byte \(byte) at \(place)")
            }
        }
    }

    @Test func randomBytesAreReadBack() throws {
        var random = RandomBytes()
        for _ in 0..<3000 {
            try expectReadBack(random.string(longest: 70, withNUL: true), "SEED=\(random.seed)")
        }
    }

    private func expectReadBack(_ bytes: [UInt8], _ comment: Comment) throws {
        var buffer = OutputBuffer()
        let isUTF8 = buffer.append(jsonString: bytes.span)
        let line = try #require(String(validating: buffer.bytes, as: UTF8.self), comment)
        let options = JSONSerialization.ReadingOptions.fragmentsAllowed
        let value = try JSONSerialization.jsonObject(with: Data(line.utf8), options: options)
        let string = try #require(value as? String, comment)
        // Compared as bytes: == takes different sequences of scalars for the same text.
        #expect(Array(string.utf8) == Array(String(decoding: bytes, as: UTF8.self).utf8), comment)
        #expect(isUTF8 == (String(validating: bytes, as: UTF8.self) != nil), comment)
        #expect(!buffer.bytes.contains { $0 < 0x20 || $0 == 0x7f }, comment)
    }

    @Test func base64IsReadBack() throws {
        var random = RandomBytes()
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let encoded = output { $0.append(base64: bytes.span) }
            #expect(encoded == Data(bytes).base64EncodedString(), "SEED=\(random.seed)")
        }
        let every = (UInt8.min...UInt8.max).flatMap { [$0, $0 &* 3, $0 &* 7] }
        #expect(output { $0.append(base64: every.span) } == Data(every).base64EncodedString())
    }

    @Test(arguments: [0, 1, 9, 10, 99, 100, 4_294_967_295, UInt64.max])
    func numbersAreDecimal(value: UInt64) throws {
        #expect(output { $0.append(decimal: value) } == "\(value)")
        #expect(output { $0.append(hexadecimal: value) } == hexadecimal(value))
        let padded = output { $0.append(decimal: value, width: 12) }
        #expect(padded == String(repeating: " ", count: max(0, 12 - "\(value)".count)) + "\(value)")
        let zeros = output { $0.append(decimal: value, digits: 9) }
        #expect(zeros == String(repeating: "0", count: max(0, 9 - "\(value)".count)) + "\(value)")
    }

    private func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    @Test(arguments: [Int.min, -1, 0, Int.max])
    func signedNumbersAreDecimal(value: Int) throws {
        #expect(output { $0.append(decimal: value) } == "\(value)")
    }
}

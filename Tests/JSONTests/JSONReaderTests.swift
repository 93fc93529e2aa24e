import Foundation
import SwiftletJSON
import Testing

/// Beside Foundation's reader, and for what it leaves open.
struct JSONReaderTests {
    private func read(_ text: String) throws(JSONReader.Failure) -> JSONValue {
        var reader = JSONReader(Array(text.utf8))
        return try reader.value()
    }

    private func fault(_ text: [UInt8]) -> (offset: Int, what: String)? {
        var reader = JSONReader(text)
        do throws(JSONReader.Failure) {
            _ = try reader.value()
            return nil
        } catch {
            return (error.offset, error.what)
        }
    }

    @Test func numbersAreExactOrSaidNotToBe() throws {
        func number(_ text: String) throws -> JSONNumber? {
            if case .number(let number) = try read(text) { number } else { nil }
        }
        #expect(try number("0") == .integer(0))
        #expect(try number("-17") == .integer(-17))
        #expect(try number("9223372036854775807") == .integer(.max))
        #expect(try number("18446744073709551615") == .large(.max))
        #expect(try number("18446744073709551616") == .inexact)
        #expect(try number("1.5") == .inexact)
        #expect(try number("-2e+10") == .inexact)
        for text in ["01", "1.", ".5", "1e", "+1", "-", "--1", "1e+"] {
            #expect(fault(Array(text.utf8)) != nil, "\(text)")
        }
    }

    @Test func membersKeepOrderPlaceAndDoubles() throws {
        let value = try read(#"{"b":1, "a" : [2],"b":3}"#)
        let members = try #require(value.members)
        #expect(members.map { String(decoding: $0.name, as: UTF8.self) } == ["b", "a", "b"])
        #expect(members.map(\.offset) == [5, 14, 22])
        #expect(value["b"]?.number == 1)
        #expect(value["c"] == nil)
    }

    @Test func faultsSayWhereAndWhatWasExpected() throws {
        let cases: [(String, Int, String)] = [
            (#"{"a":1"#, 6, "}"), (#"{"a" 1}"#, 5, ":"), (#"{a:1}"#, 1, "quotes"),
            (#"{"a":tru}"#, 8, "true"), ("[1,2", 4, "]"), (#""abc"#, 4, "end of a string"),
            ("{} x", 3, "nothing more"), ("\"\u{1}\"", 1, "control"), ("", 0, "value"),
        ]
        for (text, offset, what) in cases {
            let found = try #require(fault(Array(text.utf8)), "\(text)")
            #expect(found.offset == offset, "\(text)")
            #expect(found.what.contains(what), "\(text): \(found.what)")
        }
        #expect(fault([UInt8](repeating: 0x5b, count: 100_000))?.what.contains("16") == true)
        #expect(fault([0x22, 0xc3, 0x22])?.what.contains("UTF-8") == true)
        #expect(fault([0x22, 0xed, 0xa0, 0x80, 0x22]) != nil)
    }

    /// Random changes of a line: whoever takes it, the other takes it and reads the same.
    @Test func agreesWithFoundation() throws {
        let line = Array(
            #"{"event":"exec","n":[1,-2,18446744073709551615,null,true],"s":"\u00e9\ud83d\ude00\n\"","o":{"":{}}}"#
                .utf8)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var text = line
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let index = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text[index] = .random(in: 0...127, using: &random)
                case 1: text.remove(at: index)
                default: text.insert(text[Int.random(in: 0..<text.count, using: &random)], at: index)
                }
            }
            let theirs = try? JSONSerialization.jsonObject(
                with: Data(text), options: .fragmentsAllowed)
            // Foundation takes what the standard forbids (a NUL inside a string, halves of surrogate
            // pairs, members of one name become one), so only what we take is compared.
            var reader = JSONReader(text)
            guard let ours = try? reader.value() else { continue }
            // A number beyond what a double holds, which the standard allows.
            let numbers = text.split(separator: 0x6e).dropFirst().first ?? []
            let hasExponent = numbers.contains { $0 == 0x65 || $0 == 0x45 }
            #expect(theirs != nil || hasExponent, "\(String(decoding: text, as: UTF8.self))")
            guard let theirs else { continue }
            #expect(
                Self.isSame(ours, theirs), "\(String(decoding: text, as: UTF8.self))")
        }
    }

    private static func isSame(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch ours {
        case .null: return theirs is NSNull
        case .bool(let bool): return theirs as? Bool == bool
        case .number(.integer(let number)): return (theirs as? NSNumber)?.intValue == number
        case .number(.large(let number)): return (theirs as? NSNumber)?.uint64Value == number
        case .number(.inexact): return theirs is NSNumber
        case .string(let string):
            return (theirs as? String).map { Array($0.utf8) == string } ?? false
        case .array(let elements):
            guard let others = theirs as? [Any], others.count == elements.count else { return false }
            return zip(elements, others).allSatisfy { isSame($0, $1) }
        case .object(let members):
            guard let others = theirs as? [String: Any] else { return false }
            let names = Set(members.map(\.name))
            // Of members of one name Foundation keeps one, and nobody says which.
            guard names.count == members.count else { return true }
            return others.count == members.count
                && members.allSatisfy { member in
                    others[String(decoding: member.name, as: UTF8.self)]
                        .map { isSame(member.value, $0) } ?? false
                }
        }
    }

    @Test func base64IsThatOfFoundation() throws {
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
            let text = Array(Data(bytes).base64EncodedString().utf8)
            #expect(Base64.decode(text) == bytes)
        }
        for wrong in ["A", "AA", "AAA", "A===", "=AAA", "AA=A", "AAA*", "AA A"] {
            #expect(Base64.decode(Array(wrong.utf8)) == nil, "\(wrong)")
        }
    }
}

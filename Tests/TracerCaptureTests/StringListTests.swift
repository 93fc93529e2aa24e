import Testing

@testable import TracerCapture

@Suite("StringList")
struct StringListTests {
    @Test("A block of strings, each with its NUL")
    func block() {
        #expect(StringList(block: []).strings == [])
        #expect(StringList(block: [0]).strings == [[]])
        #expect(StringList(block: [0, 0, 0]).strings == [[], [], []])
        #expect(StringList(block: Array("a\0\0bc\0".utf8)).text == ["a", "", "bc"])
    }

    @Test("What follows the last NUL is a string, too")
    func withoutTrailingNUL() {
        let list = StringList(block: Array("a\0bc".utf8))
        #expect(list.text == ["a", "bc"])
        #expect(list.bytes == Array("a\0bc\0".utf8))
        #expect(StringList(block: [0xff]).strings == [[0xff]])
    }

    @Test("Absent strings keep their place")
    func absent() {
        var list = StringList()
        let sent: [[UInt8]?] = [nil, [1], nil, nil, [], [2, 3], nil]
        for string in sent { list.append(string.map { $0[...] }) }
        #expect(list.strings == sent)
        #expect(list.count == 7)
        #expect(!list.isEmpty)
        #expect(list.bytes == [1, 0, 0, 2, 3, 0])
    }

    @Test("A string may be a slice of anything")
    func slices() {
        var list = StringList()
        let bytes: [UInt8] = [1, 2, 3, 4]
        list.append(bytes[2...])
        list.append(bytes[..<0])
        list.append(bytes[1..<2])
        #expect(list.strings == [[3, 4], [], [2]])
    }

    @Test("Both ways to make a list give equal ones")
    func equality() {
        var numbers = SeededNumbers()
        for _ in 0..<200 {
            let strings = (0..<numbers.below(20)).map { _ in numbers.string(longest: 5) }
            var appended = StringList()
            for string in strings { appended.append(string[...]) }
            let block = StringList(block: strings.flatMap { $0 + [0] })
            #expect(appended == block, "SEED=\(numbers.seed)")
            #expect(block.strings == strings, "SEED=\(numbers.seed)")
            appended.append(nil)
            #expect(appended != block)
        }
    }
}

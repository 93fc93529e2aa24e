import RandomBytes
import Testing

@testable import TracerCapture

/// An environment that repeats is the same value, with the same number; any other is not.
@Suite("Environments that repeat")
struct RepeatedEnvironmentTests {
    private func environment(_ player: inout StreamPlayer, _ variables: [String]) throws
        -> Environment
    {
        try player.send(SentExec(["x"], variables).blockRecords())
        return try #require(player.execs.last).environment
    }

    @Test("The same bytes get the same number, with other environments in between")
    func sameNumber() throws {
        var player = StreamPlayer()
        let lists = (0..<8).map { ["PATH=/bin", "NUMBER=\($0)", "LAST=1"] }
        let first = try lists.map { try environment(&player, $0) }
        let second = try lists.map { try environment(&player, $0) }
        #expect(first.allSatisfy { $0.number != 0 })
        #expect(first.map { $0.number } == second.map { $0.number })
        #expect(Set(first.map { $0.number }).count == lists.count)
        #expect(first == second)
    }

    @Test("A change of any byte makes another environment")
    func everyByte() {
        var recent = RecentEnvironments()
        func take(_ bytes: [UInt8]) -> Environment {
            unsafe recent.environment(in: bytes.span.bytes)
        }
        var bytes = Array(
            "PATH=/usr/bin:/bin\0HOME=/root\0EMPTY=\0X=a value of about thirty bytes\0".utf8)
        let original = take(bytes)
        for index in bytes.indices {
            bytes[index] ^= 1
            let changed = take(bytes)
            #expect(changed.number != original.number, "byte \(index)")
            #expect(changed == Environment(block: bytes), "byte \(index)")
            bytes[index] ^= 1
            #expect(take(bytes) == original)
        }
    }

    @Test("Many and large environments: what is kept is bounded, and each is right")
    func bounded() {
        var random = RandomBytes()
        var recent = RecentEnvironments()
        for round in 0..<200 {
            let count = round % 7 == 0 ? 50_000 : Int.random(in: 0..<40, using: &random)
            var bytes: [UInt8] = []
            for index in 0..<count { bytes += Array("V\(index % 97)=\(round % 23)\0".utf8) }
            if round % 5 == 0, !bytes.isEmpty { bytes.removeLast() }
            #expect(
                unsafe recent.environment(in: bytes.span.bytes) == Environment(block: bytes),
                "seed \(random.seed), round \(round)")
        }
        #expect(recent.bytes <= 1 << 20)
    }

    @Test("What is appended to a copy is not in the other")
    func copies() throws {
        var player = StreamPlayer()
        let original = try environment(&player, ["A=1"])
        var copy = original
        copy.append(Array("B=2".utf8)[...])
        #expect(copy.number == 0)
        #expect(original.count == 1)
        #expect(try environment(&player, ["A=1"]).number == original.number)
    }

    @Test("Edits of a list are those of its strings")
    func edits() {
        var list = StringList()
        for string in ["alpha", nil, "beta", "", "gamma"] as [String?] {
            list.append(string.map { Array($0.utf8)[...] })
        }
        let changed = list.applying([
            StringList.Edit(range: 0..<5, text: Array("A".utf8)),
            StringList.Edit(range: 7..<9, text: Array("long text".utf8)),
            StringList.Edit(range: 15..<17, text: []),
        ])
        // gamma begins at 12 and loses what is at 15 and 16.
        var expected = StringList()
        for string in ["A", nil, "blong texta", "", "gam"] as [String?] {
            expected.append(string.map { Array($0.utf8)[...] })
        }
        #expect(changed == expected)
    }
}

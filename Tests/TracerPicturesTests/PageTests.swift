import CommandRun
import Foundation
import Testing

@testable import TracerCapture
@testable import TracerOutput
@testable import TracerPictures

/// The page as bytes; in a browser it is opened by SwiftletTests.
struct PageTests {
    private func page(_ events: [TracerEvent], _ form: EnvironmentForm = .all) throws -> String {
        var buffer = OutputBuffer()
        var formatter = PageFormatter(environment: form, clock: WallClock(offset: 0))
        formatter.appendBeginning(to: &buffer)
        for event in events { formatter.append(event, to: &buffer) }
        formatter.finish(CaptureSummary(), to: &buffer)
        return try #require(String(validating: buffer.bytes, as: UTF8.self))
    }

    private func records(_ page: String) throws -> [[String: Any]] {
        let start = try #require(page.range(of: #"<script type="application/json" id="run">"#))
        let rest = page[start.upperBound...]
        let end = try #require(rest.range(of: "</script>"))
        let object = try JSONSerialization.jsonObject(with: Data(rest[..<end.lowerBound].utf8))
        return try #require(object as? [[String: Any]])
    }

    /// Nothing of the data can end its element, and all of it is there.
    @Test func environmentsAreWrittenOnceAndCanBePutTogether() throws {
        let run = SampleRun(seed: 3, processes: 60)
        let page = try page(run.events)
        #expect(page.components(separatedBy: "</script").count == 3)
        #expect(page.components(separatedBy: "PATH=/bin").count == 2)
        var strings: [String] = []
        var sets: [[Int]] = []
        var execs = run.events.compactMap { event -> ExecEvent? in
            if case .exec(let exec) = event { exec } else { nil }
        }
        for record in try records(page) {
            strings += record["strings"] as? [String] ?? []
            sets += record["sets"] as? [[Int]] ?? []
            guard let exec = record["exec"] as? [String: Any] else { continue }
            let event = execs.removeFirst()
            #expect(exec["pid"] as? UInt32 == event.pid)
            #expect(record["command"] as? String == #"prog $'</script>\x1b[31m "é"\xff'"#)
            let own = try #require(record["env"] as? Int)
            #expect(
                sets[own].map { strings[$0] }
                    == (0..<event.environment.count).map {
                        String(decoding: event.environment[$0]!, as: UTF8.self)
                    })
        }
        #expect(execs.isEmpty)
    }

    @Test func namesOrNothing() throws {
        let run = SampleRun(seed: 4, processes: 20)
        let names = try page(run.events, .names)
        #expect(names.contains(#""PATH""#) && !names.contains("PATH=/bin"))
        let none = try page(run.events, .none)
        #expect(!none.contains(#""PATH""#) && !none.contains("PATH=/bin"))
    }

    /// A browser runs only what has the digests that the policy lists. Python's hashlib is the oracle.
    @Test func thePolicyHasTheDigestsOfScriptAndStyle() throws {
        let program = """
            import base64, hashlib, sys
            print(base64.b64encode(hashlib.sha256(sys.stdin.buffer.read()).digest()).decode(), end="")
            """
        let page = try page([], .none)
        for (text, digest) in [
            (PageScript.text, PageScript.digest), (PageStyle.text, PageStyle.digest),
        ] {
            let run = try CommandRun(
                ["/usr/bin/python3", "-c", program], input: Data(text.description.utf8))
            #expect(run.text == digest.description)
            #expect(page.contains("-src 'sha256-\(digest)'"))
            #expect(page.contains(">\(text)</"))
        }
    }

    /// A table that has had too much forgets, and stays right.
    @Test func memoryIsBounded() {
        var table = EnvironmentTable()
        let large = [UInt8](repeating: 0x41, count: EnvironmentTable.standardLimit + 1)
        #expect(table.number(of: list([large]), namesOnly: false) == 0)
        #expect(table.number(of: list([Array("A=1".utf8)]), namesOnly: false) == 1)
        #expect(table.number(of: list([Array("A=1".utf8)]), namesOnly: false) == 1)
        #expect(table.takeNew().sets == [[0], [1]])
    }

    private func list(_ strings: [[UInt8]]) -> Environment {
        var list = Environment()
        for string in strings { list.append(string[...]) }
        return list
    }
}

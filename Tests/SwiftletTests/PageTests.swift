import Foundation
import KernelOracle
import Testing

/// `swiftlet replay --html`, opened in headless Chromium (tools/check-page.py).
@Suite(.serialized)
struct PageTests {
    private let folder = NSTemporaryDirectory() + "swiftlet-page-\(UUID().uuidString)"

    private func check(_ recording: String, search: String) throws -> [String: Any] {
        let page = folder + "/run.html"
        let made = try Command.swiftlet(["replay", "--html", page, recording])
        #expect(made.status == 0, "\(made.errors)")
        // The page is the only output.
        #expect(made.output == "")
        let mode = try FileManager.default.attributesOfItem(atPath: page)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let tool = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("tools/check-page.py").path
        let result = try Command.run(["/usr/bin/env", "python3", tool, page, search])
        #expect(result.status == 0, "\(result.errors)")
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        return try #require(object as? [String: Any])
    }

    private static let hasBrowser = FileManager.default.fileExists(atPath: "/usr/bin/chromium")
    private static let noBrowser: Comment =
        "LEFT OUT: chromium is not installed (tools/packages.sh browser)"

    @Test(.enabled(if: hasBrowser, noBrowser))
    func aPageInABrowser() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let hostile =
            #"</script><script>window.hostile=1</script><img src=x onerror=window.hostile=2>\u001b[31m"#
        func exec(_ id: Int, parent: Int, args: String, env: String, result: String = "0") -> String {
            #"{"event":"exec","time":"2026-01-31T12:00:0\#(id).000000000Z","exec_id":"\#(id)","pid":\#(id),"ppid":\#(parent),"parent_exec_id":"\#(parent)","start_time":"2026-01-31T12:00:0\#(id).000000000Z","comm":"<b>prog","filename":"/bin/prog","args":[\#(args)],"env":{\#(env)},"result":\#(result)}"#
        }
        let lines = [
            exec(1, parent: 0, args: #""make""#, env: #""A":"1","B":"2","GONE":"x""#),
            exec(2, parent: 1, args: #""cc","\#(hostile)""#, env: #""A":"1","B":"<i>3","NEW":"\#(hostile)""#),
            exec(3, parent: 1, args: #""nope""#, env: #""A":"1""#, result: #"-2,"error":"ENOENT""#),
            exec(4, parent: 2, args: #""killed""#, env: #""A":"1","B":"4","NEEDLE":"here""#),
            #"{"event":"exit","time":"2026-01-31T12:00:05.000000000Z","exec_id":"4","pid":4,"exit_code":null,"signal":"SIGKILL"}"#,
            #"{"event":"exit","time":"2026-01-31T12:00:06.000000000Z","exec_id":"2","pid":2,"exit_code":1,"signal":null}"#,
            // Forked from make, and never called exec.
            #"{"event":"exit","time":"2026-01-31T12:00:07.000000000Z","exec_id":"1","parent_exec_id":"1","pid":5,"comm":"make","exit_code":7,"signal":null,"duration_ns":1500000000}"#,
            #"{"event":"exit","time":"2026-01-31T12:00:07.000000000Z","exec_id":"1","parent_exec_id":"1","pid":6,"comm":"make","exit_code":0,"signal":null,"duration_ns":1500000000}"#,
        ]
        let recording = folder + "/run.ndjson"
        try (lines.joined(separator: "\n") + "\n")
            .write(toFile: recording, atomically: false, encoding: .utf8)
        let found = try check(recording, search: "needle")
        #expect(found["programs"] as? Int == 5)
        #expect(found["slices"] as? Int == 5)
        #expect(found["rows"] as? Int == 5)
        // make; cc; nope, whose process lives on; killed, which cc started.
        #expect(found["depth"] as? Int == 4)
        #expect(found["overlaps"] as? Int == 0)
        #expect(found["states"] as? [String] == ["open", "bad", "failed", "killed", "bad"])
        // Search looks into environments, too; Enter selects.
        #expect(found["found"] as? String == "1 of 5")
        #expect(found["command"] as? String == "killed")
        #expect(
            found["diff"] as? [String]
                == ["+ NEEDLE=here", "~ B=4  (was <i>3)", "- NEW=" + "</script><script>window.hostile=1</script><img src=x onerror=window.hostile=2>\u{1b}[31m"])
        #expect(found["focus"] as? String == "timeline")
        #expect(found["zoomed"] as? Bool == true)
        #expect((found["colours"] as? Int ?? 0) > 5)
        // Without a focus, on a button, in the details: + zooms, n moves on, f finds what failed next.
        let keys = try #require(found["keys"] as? [[Any]])
        #expect(keys.count == 3)
        for tried in keys {
            #expect(tried[0] as? Bool == true && tried[1] as? Bool == true)
            #expect((tried[2] as? String)?.hasSuffix("pid 3: ENOENT") == true, "\(tried)")
        }
        #expect((found["typed"] as? [Any])?.first as? String == "nf")
        #expect((found["typed"] as? [Any])?.last as? Bool == true)
        // A phone: the page's width, then the narrowest, rightmost and lowest of the commands.
        let phone = try #require(found["phone"] as? [Double])
        #expect(phone[0] <= 390 && phone[1] > 300 && phone[2] <= 390 && phone[3] > 10, "\(phone)")
        // Nothing of the data ran or was loaded, and nothing was complained about.
        #expect(found["hostile"] as? String == "swiftlet: a run")
        #expect(found["scripts"] as? Int == 2)
        #expect(found["errors"] as? [String] == [])
        #expect(found["requests"] as? [String] == [])
    }

    /// A real run: as many slices as execs.
    @Test(
        .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)),
        .enabled(if: hasBrowser, noBrowser))
    func aRealRun() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let recording = folder + "/run.ndjson"
        let traced = try Command.swiftlet(
            ["trace", "--format", "json", "--output", recording, "--html", folder + "/live.html", "--"]
                + ["/bin/sh", "-c", "for i in 1 2 3 4 5; do FOO=$i /bin/echo $i >/dev/null; done; exit 3"])
        #expect(traced.status == 3)
        let text = try String(contentsOfFile: recording, encoding: .utf8)
        let execs = try Command.Result(status: 0, output: text, errors: "").events("exec").count
        #expect(execs == 6)
        let found = try check(recording, search: "FOO=3")
        #expect(found["slices"] as? Int == execs)
        #expect(found["found"] as? String == "1 of 6")
        #expect((found["diff"] as? [String])?.contains("+ FOO=3") == true)
        let live = try String(contentsOfFile: folder + "/live.html", encoding: .utf8)
        #expect(live.hasSuffix("</script></body></html>\n"))
    }
}

import Testing
import TracerCapture

@testable import TracerRules

/// What rules do for one exec is linear in its bytes, and bounded.
struct WorkTests {
    /// Each of them looks at all of the arguments, or of the environment, and matches nothing.
    private static let all = [
        "{args: '*never*'}", "{command: '*never*again*'}", "{env: 'N*R=x'}", "{env: '*=*never*'}",
        "{path: '*never'}", "{comm: never, args: a}",
    ]

    private func steps(_ exec: ExecEvent, _ matches: [String]) throws -> (Int, RuleFilter.Verdict) {
        let text = matches.map { "- match: \($0)\n  attributes: {a: b}\n" }.joined()
        var filter = RuleFilter(try rules("rules:\n" + text))
        var event = TracerEvent.exec(exec)
        let verdict = filter.take(&event)
        return (filter.work.steps, verdict)
    }

    private func shapes(_ size: Int) -> [(String, ExecEvent)] {
        let long = String(repeating: "neve", count: size / 4)
        return [
            ("one long argument", sampleExec(["x", long])),
            ("many short arguments", sampleExec(["x"] + Array(repeating: "n", count: size / 2))),
            ("many empty arguments", sampleExec(["x"] + Array(repeating: "", count: size))),
            ("one long variable", sampleExec(env: ["N=" + long])),
            ("a long name", sampleExec(env: [long + "=x"])),
            ("many short variables", sampleExec(env: Array(repeating: "N=", count: size / 3))),
            ("strings without a name", sampleExec(env: Array(repeating: "N", count: size / 2))),
            ("a long path", sampleExec(file: String(repeating: "../", count: size / 3))),
        ]
    }

    @Test(arguments: 0..<8)
    func stepsFollowTheBytes(shape: Int) throws {
        for size in [1 << 10, 1 << 13, 1 << 16] {
            let (name, exec) = shapes(size)[shape]
            let bytes =
                exec.arguments.bytes.count + exec.environment.bytes.count + exec.filename.count
            for matches in Self.all.map({ [$0] }) + [Self.all] {
                let (steps, verdict) = try steps(exec, matches)
                #expect(
                    steps <= 3 * (bytes + 64) * matches.count, "\(name), \(size), \(matches): \(steps)")
                #expect(verdict == .shown(rule: nil))
            }
        }
    }

    @Test(arguments: 0..<8)
    func thereIsALimit(shape: Int) throws {
        let (name, huge) = shapes(1 << 19)[shape]
        // As many rules as a file has room for.
        let (many, verdict) = try steps(
            huge, Array(repeating: Self.all, count: 30).flatMap { $0 })
        #expect(many <= RuleWork.limit, "\(name): \(many)")
        // Strings without a name are gone through once, and the path resolves to the root.
        #expect(verdict == (shape >= 6 ? .shown(rule: nil) : .undecided), "\(name)")
    }

    /// What could not be compared is shown, not left out.
    @Test func anExecIsNotHiddenBecauseItIsLarge() throws {
        let text =
            "rules:\n- match: {args: '*never*'}\n- match: {uid: 1000}\n  action: ignore\n"
        var filter = RuleFilter(try rules(text), host: .live(mount: 77))
        var small = TracerEvent.exec(sampleExec(["x", "y"]))
        #expect(filter.take(&small) == .ignored)
        var large = TracerEvent.exec(
            sampleExec(["x"] + Array(repeating: String(repeating: "n", count: 1 << 17), count: 70)))
        #expect(filter.take(&large) == .undecided)
        #expect(filter.undecided == 1)
        #expect(filter.ignored == 1)
    }

    @Test func everyOneOfManyVariablesIsFound() throws {
        let many = (0..<12_000).map { "V\($0)=\($0)" }
        let exec = sampleExec(env: many)
        for number in [0, 4095, 4096, many.count - 1] {
            let rule = try rules("rules:\n- match: {env: V\(number)=\(number)}\n")[0]
            #expect(rule.match.matches(exec), "\(number)")
        }
        #expect(try !rules("rules:\n- match: {env: V\(many.count)}\n")[0].match.matches(exec))
    }
}

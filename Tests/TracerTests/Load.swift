import Foundation

/// A process that runs execs when it is told to: `tools/bench/execs.c`, built beside the tests.
final class Load {
    private let process = Process()
    private let orders = Pipe()
    private let answers = Pipe()

    static var program: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("execs")
    }

    var pid: UInt32 { UInt32(process.processIdentifier) }

    /// - Parameter variables: How many each exec has in its environment, of 45 bytes.
    init(variables: Int) throws {
        process.executableURL = Self.program
        process.arguments = ["serve", "\(variables)"]
        process.standardInput = orders
        process.standardOutput = answers
        try process.run()
    }

    /// Has it run execs, and goes on without waiting.
    func begin(_ execs: Int) throws {
        try orders.fileHandleForWriting.write(contentsOf: Data("\(execs)\n".utf8))
    }

    /// Waits until the execs that were begun are over.
    func wait() throws {
        var answer = Data()
        while answer.count < 3 {
            let more = try answers.fileHandleForReading.read(upToCount: 3 - answer.count) ?? Data()
            guard !more.isEmpty else { throw LoadError.ended(status: process.terminationStatus) }
            answer += more
        }
    }

    func run(_ execs: Int) throws {
        try begin(execs)
        try wait()
    }

    func end() throws {
        try orders.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    enum LoadError: Error { case ended(status: Int32) }

    /// What `environment()` in execs.c makes.
    static func variables(_ count: Int) -> [String] {
        (0..<count).map {
            let number = String($0)
            return "VARIABLE_" + String(repeating: "0", count: 5 - number.count) + number
                + "=a value of about thirty byte"
        }
    }
}

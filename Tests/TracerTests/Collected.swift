import Foundation
import Tracer

/// The events of a session, sorted out.
final class Collected {
    var execs: [ExecEvent] = []
    var exits: [ExitEvent] = []
    var forks: [ForkEvent] = []
    var connections: [TCPEvent] = []

    var count: Int { execs.count + exits.count + forks.count + connections.count }

    func take(_ event: TracerEvent) {
        switch event {
        case .exec(let exec): execs.append(exec)
        case .exit(let exit): exits.append(exit)
        case .fork(let fork): forks.append(fork)
        case .tcp(let tcp): connections.append(tcp)
        }
    }

    /// Reads what is there.
    func drain(_ session: inout TraceSession) throws {
        while try session.drain({ take($0) }) > 0 {}
    }

    /// Reads until what is waited for has come, 20 seconds at most.
    func drain(_ session: inout TraceSession, until isThere: () -> Bool) throws {
        let deadline = Date().addingTimeInterval(20)
        while !isThere(), Date() < deadline {
            _ = try session.wait(atMost: 50)
            try session.drain { take($0) }
            session.expire { take($0) }
        }
    }

    func stop(_ session: inout TraceSession) throws -> CaptureSummary {
        try session.stop { take($0) }
    }
}

extension StringList {
    var strings: [String?] {
        (0..<count).map { index in self[index].map { String(decoding: $0, as: UTF8.self) } }
    }
}

extension Environment {
    var strings: [String?] { list.strings }
}

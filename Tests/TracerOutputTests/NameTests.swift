import CommandRun
import Foundation
import SampleEvents
import Testing

@testable import TracerOutput

struct NameTests {
    /// strerrorname_np(3) of glibc 2.32 or newer is the oracle.
    @Test func errorNamesAreThoseOfTheCLibrary() throws {
        let symbol = try #require(dlsym(nil, "strerrorname_np"), "needs glibc 2.32")
        typealias NameOf = @convention(c) (Int32) -> UnsafePointer<CChar>?
        let nameOf = unsafeBitCast(symbol, to: NameOf.self)
        var named = 0
        for number in Int32(1)...511 {
            let expected = nameOf(number).map { String(cString: $0) }
            // Two names for one number: the library prefers one, the kernel's header the other.
            let name = ErrnoName.name(of: number).map { "\($0)" }
            let agrees = name == expected || (name == "EOPNOTSUPP" && expected == "ENOTSUP")
            #expect(agrees, "\(number): \(name ?? "none"), not \(expected ?? "none")")
            if name != nil { named += 1 }
        }
        #expect(named == 131)
    }

    @Test func failedResultsAreNamed() throws {
        #expect(output { ErrnoName.append(result: -2, to: &$0) } == "ENOENT")
        #expect(output { ErrnoName.append(result: -999, to: &$0) } == "errno 999")
        #expect(output { ErrnoName.append(result: .min, to: &$0) } == "errno 2147483648")
        #expect(ErrnoName.name(of: 0) == nil && ErrnoName.name(of: -2) == nil)
    }

    /// `kill -l` of bash is the oracle. It counts the upper half of the real-time signals down from
    /// SIGRTMAX, so that half is left to arithmetic.
    @Test func signalNamesAreThoseOfTheShell() throws {
        let list = try CommandRun(
            ["/bin/bash", "-c", "for n in {1..31} {34..49}; do kill -l $n; done"])
        let expected = list.text.split(separator: "\n").map { "SIG\($0)" }
        let names = (Array(1...31) + Array(34...49)).map { number in
            output { SignalName.append(UInt32(number), to: &$0) }
        }
        #expect(names == expected)
        #expect(output { SignalName.append(64, to: &$0) } == "SIGRTMIN+30")
        #expect(output { SignalName.append(65, to: &$0) } == "SIG65")
        #expect(output { SignalName.append(32, to: &$0) } == "SIG32")
    }
}

import Foundation
import Testing

@testable import SwiftletKernel

struct ErrnoTests {
    /// strerrorname_np(3) of glibc 2.32 or newer is the oracle.
    @Test func namesAreThoseOfTheCLibrary() throws {
        let symbol = try #require(dlsym(nil, "strerrorname_np"), "needs glibc 2.32")
        typealias NameOf = @convention(c) (Int32) -> UnsafePointer<CChar>?
        let nameOf = unsafeBitCast(symbol, to: NameOf.self)
        for number in Int32(-1)...600 {
            let expected = nameOf(number).map { String(cString: $0) }
            let name = Errno(rawValue: number).name
            // The kernel's header has one of two names for the number, the library prefers the other.
            let agrees =
                name == expected || (name == "EOPNOTSUPP" && expected == "ENOTSUP")
                || number == 0 && name == nil
            #expect(agrees, "\(number): \(name ?? "none"), not \(expected ?? "none")")
        }
        #expect("\(Errno(rawValue: 21))" == "EISDIR (is a directory)")
        #expect("\(Errno(rawValue: 36))" == "ENAMETOOLONG (name too long)")
        #expect("\(Errno(rawValue: 2))" == "ENOENT (no such file or directory)")
        #expect("\(Errno(rawValue: 41))" == "errno 41")
    }
}

import Testing

@testable import Tracer

@Suite struct CommPatternTests {
    @Test(arguments: [
        ("make", "make", true), ("make", "makes", false), ("make", "mak", false),
        ("gcc*", "gcc", true), ("gcc*", "gcc-12", true), ("gcc*", "xgcc", false), ("*", "", true),
        ("*sh", "bash", true), ("*sh", "bashes", false), ("c?1", "cc1", true), ("c?1", "cc1plus", false),
        ("[a-c]at", "bat", true), ("[!a-c]at", "bat", false), ("[a-c]at", "dat", false),
        (#"a\*"#, "a*", true), (#"a\*"#, "ab", false),
        // The kernel keeps 15 bytes.
        ("systemd-timesyncd", "systemd-timesyn", true), ("systemd-timesyncd", "systemd-timesy", false),
        ("systemd-timesyncd*", "systemd-timesyn", true),
    ])
    func matches(_ pattern: String, _ comm: String, _ fits: Bool) {
        #expect(CommPattern(pattern).matches(Array(comm.utf8)) == fits)
    }

    /// Names are bytes: two that are shown alike are two.
    @Test func bytesThatAreNotText() {
        let name: [UInt8] = [0x63, 0xff, 0x64]
        let other: [UInt8] = [0x63, 0xfe, 0x64]
        for pattern in [name, [0x63, 0xff, 0x2a], [0x2a, 0xff, 0x64], [0x63, 0x5b, 0xff, 0x5d, 0x64]] {
            #expect(CommPattern(bytes: pattern).matches(name), "\(pattern)")
            #expect(!CommPattern(bytes: pattern).matches(other), "\(pattern)")
        }
    }

    @Test(arguments: [("make", true), ("gcc*", true), ("*", true), ("g*c", false), ("?", false), ("[", false)])
    func whatTheKernelCanTell(_ pattern: String, _ isSimple: Bool) {
        #expect(CommPattern(pattern).isSimple == isSimple)
    }

    /// As the BPF program compares: a name passes there if it passes here, and of a simple pattern only then.
    @Test func theKernelLetsThroughWhatMatches() {
        let names = ["", "m", "make", "makes", "gcc", "gcc-12", "systemd-timesyn", "systemd-timesy"]
        for pattern in ["make", "gcc*", "*", "g*c", "m?ke", "systemd-timesyncd", "systemd-t*"] {
            let pattern = CommPattern(pattern)
            let form = pattern.kernelForm
            #expect(form.count == 32)
            for name in names {
                let comm = Array(name.utf8) + [UInt8](repeating: 0, count: 16 - name.utf8.count)
                let passes = (0..<16).allSatisfy { (comm[$0] ^ form[$0]) & form[16 + $0] == 0 }
                let fits = pattern.matches(Array(name.utf8))
                #expect(pattern.isSimple ? passes == fits : passes || !fits)
            }
        }
    }
}
